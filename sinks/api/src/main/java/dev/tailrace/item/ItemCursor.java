package dev.tailrace.item;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Walks the members of a map (an item's attributes, an {@code M}) or the elements of a list, and
 * shows name, type and value of each as positions in the bytes; nothing is copied or decoded.
 *
 * <pre>{@code
 * cursor.overMap(item);
 * while (cursor.next()) {
 *   if (cursor.type() == AttributeType.N) { … cursor.valueFrom() … }
 * }
 * }</pre>
 *
 * <p>A value's slice is, by type: S, N, B the text between the quotes, still escaped; BOOL and NULL
 * the literal; M, L and the sets everything from bracket to bracket. White space between tokens is
 * allowed though AWS writes none. A cursor can be used again for another item, not by two threads.
 *
 * <p>Every method that moves throws {@link MalformedItemException} when the bytes are not DynamoDB
 * JSON.
 */
public final class ItemCursor {
  private byte[] bytes = {};
  private int from;
  private int to;
  private int at;
  private boolean map;
  private boolean first;
  private int nameFrom;
  private int nameTo;
  private boolean nameEscaped;
  private AttributeType type = AttributeType.NULL;
  private int valueFrom;
  private int valueTo;

  /** Starts over the attributes of {@code item}. */
  public void overMap(Item item) {
    overMap(item.bytes(), item.from(), item.to());
  }

  /** Starts over the members of the JSON object in the slice. */
  public void overMap(byte[] slice, int sliceFrom, int sliceTo) {
    start(slice, sliceFrom, sliceTo, true);
  }

  /** Starts over the elements of the JSON list of typed values in the slice. */
  public void overList(byte[] slice, int sliceFrom, int sliceTo) {
    start(slice, sliceFrom, sliceTo, false);
  }

  private void start(byte[] slice, int sliceFrom, int sliceTo, boolean overMap) {
    bytes = slice;
    from = sliceFrom;
    to = sliceTo;
    map = overMap;
    first = true;
    at = JsonScanner.skipSpace(bytes, from, to);
    expect(map ? '{' : '[', map ? "an object" : "a list");
  }

  /** Moves to the next member or element; false when there is none. */
  public boolean next() {
    at = JsonScanner.skipSpace(bytes, at, to);
    if (at < to && bytes[at] == (map ? '}' : ']')) {
      at++;
      return false;
    }
    if (!first) {
      expect(',', map ? "',' or '}'" : "',' or ']'");
      at = JsonScanner.skipSpace(bytes, at, to);
    }
    first = false;
    if (map) {
      readName();
    }
    readTypedValue();
    return true;
  }

  private void readName() {
    expect('"', "an attribute name");
    nameFrom = at;
    scanName();
    at = nameTo;
    expect('"', "the end of an attribute name");
    at = JsonScanner.skipSpace(bytes, at, to);
    expect(':', "':'");
    at = JsonScanner.skipSpace(bytes, at, to);
  }

  private void scanName() {
    nameEscaped = false;
    int i = at;
    while (i < to && bytes[i] != '"') {
      if (bytes[i] == '\\') {
        nameEscaped = true;
        i++;
      }
      i++;
    }
    nameTo = Math.min(i, to);
  }

  private void readTypedValue() {
    expect('{', "a typed value such as {\"S\":\"…\"}");
    at = JsonScanner.skipSpace(bytes, at, to);
    expect('"', "a type descriptor");
    int end = JsonScanner.endOfString(bytes, at, to);
    type = typeOf(at, end);
    at = end + 1;
    at = JsonScanner.skipSpace(bytes, at, to);
    expect(':', "':'");
    at = JsonScanner.skipSpace(bytes, at, to);
    readValue();
    at = JsonScanner.skipSpace(bytes, at, to);
    expect('}', "'}' behind a value");
  }

  private AttributeType typeOf(int start, int end) {
    int length = end - start;
    byte one = start < to ? bytes[start] : 0;
    if (length == 1) {
      return switch (one) {
        case 'S' -> AttributeType.S;
        case 'N' -> AttributeType.N;
        case 'M' -> AttributeType.M;
        case 'L' -> AttributeType.L;
        case 'B' -> AttributeType.B;
        default -> throw noType(start);
      };
    }
    if (length == 2 && bytes[start + 1] == 'S') {
      return switch (one) {
        case 'S' -> AttributeType.SS;
        case 'N' -> AttributeType.NS;
        case 'B' -> AttributeType.BS;
        default -> throw noType(start);
      };
    }
    if (length == 4 && matches(start, "BOOL")) {
      return AttributeType.BOOL;
    }
    if (length == 4 && matches(start, "NULL")) {
      return AttributeType.NULL;
    }
    throw noType(start);
  }

  private MalformedItemException noType(int position) {
    return malformed("one of the type descriptors S N B BOOL NULL M L SS NS BS", position);
  }

  private boolean matches(int start, String ascii) {
    for (int i = 0; i < ascii.length(); i++) {
      if (bytes[start + i] != ascii.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private void readValue() {
    switch (type) {
      case S, N, B -> {
        expect('"', "a string");
        valueFrom = at;
        valueTo = JsonScanner.endOfString(bytes, at, to);
        at = valueTo;
        expect('"', "the end of a string");
      }
      case BOOL, NULL -> {
        valueFrom = at;
        valueTo = JsonScanner.endOfLiteral(bytes, at, to);
        boolean isTrue = valueTo - valueFrom == 4 && matches(valueFrom, "true");
        boolean isFalse = valueTo - valueFrom == 5 && matches(valueFrom, "false");
        if (!isTrue && (type == AttributeType.NULL || !isFalse)) {
          throw malformed(type == AttributeType.NULL ? "true" : "true or false", valueFrom);
        }
        at = valueTo;
      }
      case M -> readNested('{', "an object");
      case L, SS, NS, BS -> readNested('[', "a list");
    }
  }

  private void readNested(char open, String expected) {
    valueFrom = at;
    expect(open, expected);
    valueTo = JsonScanner.endOfNested(bytes, valueFrom, to);
    if (valueTo < 0) {
      throw malformed("the end of " + expected, to);
    }
    at = valueTo;
  }

  private void expect(char wanted, String expected) {
    if (at >= to || bytes[at] != wanted) {
      throw malformed(expected, Math.min(at, to));
    }
    at++;
  }

  private MalformedItemException malformed(String expected, int position) {
    return new MalformedItemException(expected, bytes, position, from, to);
  }

  /** The position behind the closing bracket, once {@link #next()} has returned false. */
  public int end() {
    return at;
  }

  /** The array that all positions are in. */
  public byte[] bytes() {
    return bytes;
  }

  /** Where the current member's name begins, behind its quote. Only over a map. */
  public int nameFrom() {
    return nameFrom;
  }

  /** Where the current member's name ends, at its quote. Only over a map. */
  public int nameTo() {
    return nameTo;
  }

  /** The current member's name, unescaped. Allocates. */
  public String name() {
    return new String(JsonString.unescaped(bytes, nameFrom, nameTo), StandardCharsets.UTF_8);
  }

  /**
   * Whether the current name is the one that {@code utf8} holds unescaped, however it is written.
   */
  public boolean nameIs(byte[] utf8) {
    if (nameEscaped) {
      return Arrays.equals(JsonString.unescaped(bytes, nameFrom, nameTo), utf8);
    }
    return nameTo - nameFrom == utf8.length
        && Arrays.equals(bytes, nameFrom, nameTo, utf8, 0, utf8.length);
  }

  /** Whether the current name is written with escapes. */
  public boolean isNameEscaped() {
    return nameEscaped;
  }

  /** The current value's type. */
  public AttributeType type() {
    return type;
  }

  /** Where the current value's slice begins. */
  public int valueFrom() {
    return valueFrom;
  }

  /** Where the current value's slice ends, exclusive. */
  public int valueTo() {
    return valueTo;
  }

  /** The current value's slice as text, as it is written. Allocates. */
  public String valueText() {
    return new String(bytes, valueFrom, valueTo - valueFrom, StandardCharsets.UTF_8);
  }

  /** The current S value, unescaped to UTF-8. Allocates. */
  public byte[] utf8() {
    return JsonString.unescaped(bytes, valueFrom, valueTo);
  }

  /** Whether the current BOOL value is true. */
  public boolean isTrue() {
    return bytes[valueFrom] == 't';
  }
}
