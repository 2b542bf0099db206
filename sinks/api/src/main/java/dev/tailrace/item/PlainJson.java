package dev.tailrace.item;

import java.util.ArrayList;
import java.util.List;

/**
 * Rewrites DynamoDB JSON as plain JSON, {@code {"M":{"a":{"N":"1"}}}} as {@code {"a":1}}: what a
 * warehouse's JSON column holds of a map, a list or a set.
 *
 * <p>Members keep their order and a list its own; a set, which has none, becomes an array sorted by
 * value (numbers numerically, strings and binaries by their bytes). A number is a JSON number when
 * every digit survives a reader with 64-bit integers and doubles, else a string of its canonical
 * text. A binary is its base64 text. Not safe for use by several threads.
 */
public final class PlainJson {
  // DynamoDB stops at 32; each level costs a stack frame and another look at its bytes.
  private static final int MAX_DEPTH = 64;

  private final DynamoNumber number = new DynamoNumber();
  private final List<ItemCursor> cursors = new ArrayList<>();

  /** Appends the value that {@code cursor} stands on, of any type. */
  public void append(ItemCursor cursor, Utf8Buffer out) {
    append(cursor.type(), cursor.bytes(), cursor.valueFrom(), cursor.valueTo(), 0, out);
  }

  /** Appends a whole item as one JSON object. */
  public void appendItem(Item item, Utf8Buffer out) {
    appendMap(item.bytes(), item.from(), item.to(), 0, out);
  }

  private void append(
      AttributeType type, byte[] bytes, int from, int to, int depth, Utf8Buffer out) {
    switch (type) {
      case S, B -> out.put('"').put(bytes, from, to).put('"');
      case N -> {
        number.parse(bytes, from, to);
        number.appendJson(out);
      }
      case BOOL -> out.put(bytes, from, to);
      case NULL -> out.put("null");
      case M -> appendMap(bytes, from, to, depth, out);
      case L -> appendList(bytes, from, to, depth, out);
      case SS, NS, BS -> appendSet(type, bytes, from, to, out);
    }
  }

  private void appendMap(byte[] bytes, int from, int to, int depth, Utf8Buffer out) {
    ItemCursor cursor = cursor(bytes, from, to, depth);
    cursor.overMap(bytes, from, to);
    out.put('{');
    boolean first = true;
    while (cursor.next()) {
      if (!first) {
        out.put(',');
      }
      first = false;
      out.put('"').put(bytes, cursor.nameFrom(), cursor.nameTo()).put('"').put(':');
      appendMember(cursor, depth, out);
    }
    out.put('}');
  }

  private void appendList(byte[] bytes, int from, int to, int depth, Utf8Buffer out) {
    ItemCursor cursor = cursor(bytes, from, to, depth);
    cursor.overList(bytes, from, to);
    out.put('[');
    boolean first = true;
    while (cursor.next()) {
      if (!first) {
        out.put(',');
      }
      first = false;
      appendMember(cursor, depth, out);
    }
    out.put(']');
  }

  private void appendMember(ItemCursor cursor, int depth, Utf8Buffer out) {
    append(cursor.type(), cursor.bytes(), cursor.valueFrom(), cursor.valueTo(), depth + 1, out);
  }

  private void appendSet(AttributeType type, byte[] bytes, int from, int to, Utf8Buffer out) {
    List<SetElement> elements = new ArrayList<>();
    JsonStrings strings = new JsonStrings(bytes, from, to);
    while (strings.next()) {
      elements.add(element(type, bytes, strings.from(), strings.to()));
    }
    elements.sort(null);
    out.put('[');
    for (int i = 0; i < elements.size(); i++) {
      if (i > 0) {
        out.put(',');
      }
      byte[] json = elements.get(i).json();
      out.put(json, 0, json.length);
    }
    out.put(']');
  }

  private SetElement element(AttributeType type, byte[] bytes, int from, int to) {
    Utf8Buffer json = new Utf8Buffer(to - from + 2);
    if (type == AttributeType.NS) {
      number.parse(bytes, from, to);
      number.appendJson(json);
      return new SetElement.OfNumber(number.exact(), json.toByteArray());
    }
    json.put('"').put(bytes, from, to).put('"');
    byte[] order =
        type == AttributeType.SS
            ? JsonString.unescaped(bytes, from, to)
            : JsonString.base64Decoded(bytes, from, to);
    return new SetElement.OfBytes(order, json.toByteArray());
  }

  private ItemCursor cursor(byte[] bytes, int from, int to, int depth) {
    if (depth > MAX_DEPTH) {
      throw new MalformedItemException(
          "no more than " + MAX_DEPTH + " levels of nesting", bytes, from, from, to);
    }
    if (depth == cursors.size()) {
      cursors.add(new ItemCursor());
    }
    return cursors.get(depth);
  }
}
