package dev.tailrace.item;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A DynamoDB item, or an image or the keys of one: a slice of UTF-8 DynamoDB JSON that holds the
 * attribute map, {@code {"pk":{"S":"a"},"n":{"N":"1"}}}.
 *
 * <p>The slice is neither copied nor checked when the item is made; {@link ItemCursor} checks as it
 * walks. Whoever hands out an item must not change its bytes while it is in use. Equality is of the
 * bytes, so two items that differ in attribute order or white space are different.
 */
public final class Item {
  private final byte[] bytes;
  private final int from;
  private final int to;

  private Item(byte[] bytes, int from, int to) {
    assert from >= 0 && from <= to && to <= bytes.length;
    this.bytes = bytes;
    this.from = from;
    this.to = to;
  }

  /** The item in the bytes {@code from} (inclusive) to {@code to} (exclusive), not copied. */
  public static Item slice(byte[] bytes, int from, int to) {
    return new Item(bytes, from, to);
  }

  /** The item written out in {@code json}. */
  public static Item of(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return new Item(bytes, 0, bytes.length);
  }

  /** The item that {@code buffer} holds, copied. */
  public static Item copyOf(Utf8Buffer buffer) {
    return new Item(buffer.toByteArray(), 0, buffer.length());
  }

  /** The array that the slice lies in; read only. */
  public byte[] bytes() {
    return bytes;
  }

  /** Where the slice begins in {@link #bytes()}. */
  public int from() {
    return from;
  }

  /** Where the slice ends in {@link #bytes()}, exclusive. */
  public int to() {
    return to;
  }

  /** The slice's length in bytes. */
  public int length() {
    return to - from;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Item that
        && Arrays.equals(bytes, from, to, that.bytes, that.from, that.to);
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + bytes[i];
    }
    return hash;
  }

  /** The JSON itself. */
  @Override
  public String toString() {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }
}
