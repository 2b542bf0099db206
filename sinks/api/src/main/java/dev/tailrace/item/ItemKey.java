package dev.tailrace.item;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The value of an item's primary key, in a form in which equal keys are equal and others are not:
 * however a number or a string is written, and wherever a composite key's parts divide.
 *
 * <p>Each part is its type, its length and its canonical bytes, so parts never run together.
 */
public final class ItemKey {
  private final byte[] canonical;
  private final int hash;

  private ItemKey(byte[] canonical) {
    this.canonical = canonical;
    this.hash = Arrays.hashCode(canonical);
  }

  /**
   * The key of {@code item}.
   *
   * @throws MalformedItemException when an attribute of the key is absent or of another type, or
   *     the item is not DynamoDB JSON
   */
  public static ItemKey of(KeySchema schema, Item item) {
    List<KeySchema.KeyAttribute> attributes = schema.attributes();
    byte[][] parts = new byte[attributes.size()][];
    ItemCursor cursor = new ItemCursor();
    cursor.overMap(item);
    int missing = parts.length;
    while (missing > 0 && cursor.next()) {
      for (int i = 0; i < parts.length; i++) {
        KeySchema.KeyAttribute attribute = attributes.get(i);
        if (parts[i] == null
            && cursor.type() == attribute.type()
            && cursor.nameIs(attribute.name().getBytes(StandardCharsets.UTF_8))) {
          parts[i] = canonicalPart(cursor);
          missing--;
        }
      }
    }
    for (int i = 0; i < parts.length; i++) {
      if (parts[i] == null) {
        KeySchema.KeyAttribute lacking = attributes.get(i);
        throw new MalformedItemException(
            "key attribute %s of type %s".formatted(lacking.name(), lacking.type()),
            found(lacking.name(), item));
      }
    }
    return joined(attributes, parts);
  }

  private static String found(String name, Item item) {
    ItemCursor cursor = new ItemCursor();
    cursor.overMap(item);
    while (cursor.next()) {
      if (cursor.name().equals(name)) {
        return "it with type " + cursor.type();
      }
    }
    return "no attribute of that name";
  }

  private static byte[] canonicalPart(ItemCursor cursor) {
    if (cursor.type() == AttributeType.N) {
      DynamoNumber number = new DynamoNumber();
      number.parse(cursor.bytes(), cursor.valueFrom(), cursor.valueTo());
      return number.canonical().getBytes(StandardCharsets.US_ASCII);
    }
    return cursor.utf8();
  }

  private static ItemKey joined(List<KeySchema.KeyAttribute> attributes, byte[][] parts) {
    Utf8Buffer out = new Utf8Buffer(64);
    for (int i = 0; i < parts.length; i++) {
      out.put(attributes.get(i).type().name()).put(Integer.toString(parts[i].length)).put(':');
      out.put(parts[i], 0, parts[i].length);
    }
    return new ItemKey(out.toByteArray());
  }

  /** The canonical bytes, copied. They are stable from release to release and may be stored. */
  public byte[] toByteArray() {
    return canonical.clone();
  }

  /** The number of bytes that the canonical form takes. */
  public int length() {
    return canonical.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ItemKey that && Arrays.equals(canonical, that.canonical);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  /** Says how long the key is, and not what it is: messages and logs never show items. */
  @Override
  public String toString() {
    return "a key of %d bytes".formatted(canonical.length);
  }
}
