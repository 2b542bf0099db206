package dev.tailrace.item;

import java.nio.charset.StandardCharsets;

/** Reads everything there is to read of an item, as sinks and projections together would. */
final class DeepWalk {
  private DeepWalk() {}

  /** Names, types, decoded values and nested values, one after the other. */
  static void over(byte[] bytes, int from, int to) {
    ItemCursor cursor = new ItemCursor();
    cursor.overMap(bytes, from, to);
    while (cursor.next()) {
      read(cursor);
    }
    new PlainJson().appendItem(Item.slice(bytes, from, to), new Utf8Buffer(256));
  }

  private static void read(ItemCursor cursor) {
    cursor.name();
    cursor.nameIs("pk".getBytes(StandardCharsets.UTF_8));
    cursor.valueText();
    switch (cursor.type()) {
      case S, B -> cursor.utf8();
      case N -> {
        DynamoNumber number = new DynamoNumber();
        number.parse(cursor.bytes(), cursor.valueFrom(), cursor.valueTo());
        number.canonical();
      }
      case BOOL -> cursor.isTrue();
      case NULL, M, L, SS, NS, BS -> {}
    }
  }
}
