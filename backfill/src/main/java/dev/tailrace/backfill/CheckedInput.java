package dev.tailrace.backfill;

import dev.tailrace.sink.DataFileException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.util.Base64;
import java.util.zip.GZIPInputStream;

/**
 * A gzip file, inflated, whose compressed bytes are compared with their MD5 at the end. Nothing
 * that was read is to be trusted before {@link #read} has returned -1.
 */
final class CheckedInput implements AutoCloseable {
  private static final int INFLATE_BUFFER = 1 << 16;

  private final String name;
  private final String expectedMd5;
  private final DigestInputStream compressed;
  private final GZIPInputStream inflated;
  private boolean verified;

  CheckedInput(String name, InputStream in, String expectedMd5) {
    this.name = name;
    this.expectedMd5 = expectedMd5;
    this.compressed = new DigestInputStream(in, Md5.digest());
    try {
      this.inflated = new GZIPInputStream(compressed, INFLATE_BUFFER);
    } catch (IOException e) {
      closeQuietly(in);
      throw damaged("is not gzip, or ends in its first bytes", e);
    }
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
    } catch (IOException e) {
      throw damaged("can't be inflated to its end", e);
    }
  }

  private void verify() throws IOException {
    // GZIPInputStream leaves unread whatever stands behind the last member.
    compressed.transferTo(OutputStream.nullOutputStream());
    String actual = Base64.getEncoder().encodeToString(compressed.getMessageDigest().digest());
    if (!actual.equals(expectedMd5)) {
      throw damaged(
          "has the MD5 %s, where the manifest says %s".formatted(actual, expectedMd5),
          new IOException("MD5 differs"));
    }
    verified = true;
  }

  private DataFileException damaged(String how, IOException cause) {
    String why = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    return new DataFileException(
        "%s: %s (%s); nothing of it was loaded. Copy it again, or ask for another export; what is loaded of the others is kept"
            .formatted(name, how, why),
        cause);
  }

  private static void closeQuietly(InputStream in) {
    try {
      in.close();
    } catch (IOException e) {
      // The reason for closing it is what the user has to know.
    }
  }

  @Override
  public void close() {
    closeQuietly(inflated);
  }
}
