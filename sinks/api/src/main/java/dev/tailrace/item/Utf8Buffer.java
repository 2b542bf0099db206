package dev.tailrace.item;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing run of UTF-8 bytes. Not safe for use by several threads. */
public final class Utf8Buffer {
  private byte[] bytes;
  private int length;

  /** An empty buffer with room for {@code capacity} bytes before it has to grow. */
  public Utf8Buffer(int capacity) {
    this.bytes = new byte[Math.max(16, capacity)];
  }

  /** Appends one byte, an ASCII character. */
  public Utf8Buffer put(char ascii) {
    ensure(1);
    bytes[length++] = (byte) ascii;
    return this;
  }

  /** Appends the bytes {@code from} (inclusive) to {@code to} (exclusive) of {@code source}. */
  public Utf8Buffer put(byte[] source, int from, int to) {
    int count = to - from;
    ensure(count);
    System.arraycopy(source, from, bytes, length, count);
    length += count;
    return this;
  }

  /** Appends text, encoded as UTF-8. */
  public Utf8Buffer put(String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    return put(encoded, 0, encoded.length);
  }

  /** Forgets the content and keeps the room. */
  public void clear() {
    length = 0;
  }

  /** Cuts the content back to its first {@code newLength} bytes. */
  void truncate(int newLength) {
    length = newLength;
  }

  /** The number of bytes held. */
  public int length() {
    return length;
  }

  /**
   * The backing array, of which the first {@link #length()} bytes count. Valid until the next put.
   */
  public byte[] array() {
    return bytes;
  }

  /** A copy of the content. */
  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, length);
  }

  @Override
  public String toString() {
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  private void ensure(int count) {
    if (length + count > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
    }
  }
}
