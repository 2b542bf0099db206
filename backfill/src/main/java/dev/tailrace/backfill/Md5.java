package dev.tailrace.backfill;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** MD5, which every JDK has. Tells damage, not malice. */
final class Md5 {
  private Md5() {}

  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static byte[] of(byte[] bytes) {
    return digest().digest(bytes);
  }
}
