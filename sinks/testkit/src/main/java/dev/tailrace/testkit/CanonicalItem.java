package dev.tailrace.testkit;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.DynamoNumber;
import dev.tailrace.item.Item;
import dev.tailrace.item.ItemCursor;
import dev.tailrace.item.ItemWriter;
import dev.tailrace.item.JsonString;
import dev.tailrace.item.JsonStrings;
import dev.tailrace.item.Utf8Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One way to write an item, for all that are equal: a store hands attributes and the elements of
 * sets out in any order, and writes numbers as it likes.
 */
final class CanonicalItem {
  private final ItemWriter out;

  private CanonicalItem(ItemWriter out) {
    this.out = out;
  }

  static Item of(Item item) {
    Utf8Buffer bytes = new Utf8Buffer(item.length());
    CanonicalItem canonical = new CanonicalItem(new ItemWriter(bytes));
    canonical.out.beginItem();
    canonical.members(item.bytes(), item.from(), item.to());
    canonical.out.endItem();
    return Item.copyOf(bytes);
  }

  private void members(byte[] bytes, int from, int to) {
    Map<String, Runnable> members = new TreeMap<>();
    ItemCursor cursor = new ItemCursor();
    cursor.overMap(bytes, from, to);
    while (cursor.next()) {
      members.put(cursor.name(), later(cursor));
    }
    members.forEach(
        (name, value) -> {
          out.name(name);
          value.run();
        });
  }

  private void elements(byte[] bytes, int from, int to) {
    ItemCursor cursor = new ItemCursor();
    cursor.overList(bytes, from, to);
    while (cursor.next()) {
      later(cursor).run();
    }
  }

  /** Writes the value that the cursor stands on now. */
  private Runnable later(ItemCursor cursor) {
    AttributeType type = cursor.type();
    byte[] bytes = cursor.bytes();
    int from = cursor.valueFrom();
    int to = cursor.valueTo();
    return () -> value(type, bytes, from, to);
  }

  private void value(AttributeType type, byte[] bytes, int from, int to) {
    switch (type) {
      case S -> out.string(text(bytes, from, to));
      case N -> out.number(number(bytes, from, to));
      case B -> out.binary(JsonString.base64Decoded(bytes, from, to));
      case BOOL -> out.bool(bytes[from] == 't');
      case NULL -> out.nullValue();
      case M -> {
        out.beginMap();
        members(bytes, from, to);
        out.endMap();
      }
      case L -> {
        out.beginList();
        elements(bytes, from, to);
        out.endList();
      }
      case SS, NS, BS -> set(type, bytes, from, to);
    }
  }

  private void set(AttributeType type, byte[] bytes, int from, int to) {
    List<String> elements = new ArrayList<>();
    JsonStrings strings = new JsonStrings(bytes, from, to);
    while (strings.next()) {
      elements.add(
          type == AttributeType.NS
              ? number(bytes, strings.from(), strings.to())
              : text(bytes, strings.from(), strings.to()));
    }
    elements.sort(null);
    out.beginSet(type);
    elements.forEach(out::element);
    out.endSet();
  }

  private static String text(byte[] bytes, int from, int to) {
    return new String(JsonString.unescaped(bytes, from, to), StandardCharsets.UTF_8);
  }

  private static String number(byte[] bytes, int from, int to) {
    DynamoNumber number = new DynamoNumber();
    number.parse(bytes, from, to);
    return number.canonical();
  }
}
