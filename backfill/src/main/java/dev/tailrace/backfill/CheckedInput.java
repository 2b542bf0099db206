package dev.tailrace.backfill;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.util.Base64;
import java.util.zip.ZipException;

/**
 * A gzip file, inflated, whose compressed bytes are compared with their MD5 at the end. Nothing
 * that was read is to be trusted before {@link #read} has returned -1.
 */
final class CheckedInput implements AutoCloseable {
  private final String name;
  private final String expectedMd5;
  private final DigestInputStream compressed;
  private final GzipInput inflated;
  private boolean verified;

  CheckedInput(String name, InputStream in, String expectedMd5) {
    this.name = name;
    this.expectedMd5 = expectedMd5;
    this.compressed = new DigestInputStream(in, Md5.digest());
    this.inflated = new GzipInput(compressed);
  }

  /** Reads inflated bytes; -1 at the end, once the MD5 has been found right. */
  int read(byte[] buffer, int from, int length) {
    if (verified) {
      return -1;
    }
    try {
      int count = inflated.read(buffer, from, length);
      if (count < 0) {
        verify();
      }
      return count;
    } catch (ZipException | EOFException e) {
      throw Damage.of(name, "is cut short or altered (" + e.getMessage() + ")", e);
    } catch (IOException e) {
      throw Damage.of(name, "can't be read (" + e.getMessage() + ")", e);
    }
  }

  private void verify() {
    String actual = Base64.getEncoder().encodeToString(compressed.getMessageDigest().digest());
    if (!actual.equals(expectedMd5)) {
      throw Damage.of(
          name, "has the MD5 %s, where the manifest says %s".formatted(actual, expectedMd5));
    }
    verified = true;
  }

  @Override
  public void close() {
    try {
      inflated.close();
    } catch (IOException e) {
      // What was read of it is sound or was found not to be; closing adds nothing.
    }
  }
}
