package dev.tailrace.backfill;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Arrays put together and cut. */
final class Bytes {
  private Bytes() {}

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  static byte[] from(byte[] bytes, int from) {
    return Arrays.copyOfRange(bytes, from, bytes.length);
  }

  static byte[] upTo(byte[] bytes, int to) {
    return Arrays.copyOf(bytes, to);
  }

  static byte[] flipped(byte[] bytes, int at) {
    byte[] flipped = bytes.clone();
    flipped[at] ^= 0x10;
    return flipped;
  }
}
