package dev.tailrace.backfill;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Inflates a gzip file of one or more members, and insists on every byte of it.
 *
 * <p>The JDK's own stream asks {@link InputStream#available} whether another member follows, which
 * a network stream can't know, and passes over whatever else stands behind the last one. This one
 * reads to the end of the file: another member there is inflated, anything else is an error.
 *
 * <p>A file that is not sound gzip is a {@link ZipException} or an {@link EOFException}; other
 * {@link IOException}s are the source's.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1952">RFC 1952</a>
 */
final class GzipInput implements AutoCloseable {
  private static final int BUFFER = 1 << 16;
  private static final int HEADER_CRC = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;

  private final InputStream compressed;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 crc = new CRC32();
  private final byte[] buffer = new byte[BUFFER];
  private int at;
  private int filled;
  private boolean inMember;
  private long members;

  GzipInput(InputStream compressed) {
    this.compressed = compressed;
  }

  /**
   * Inflates up to {@code length} bytes, at least one; -1 once the file has ended behind a member,
   * or is wholly empty.
   */
  int read(byte[] target, int from, int length) throws IOException {
    while (inMember || beginMember()) {
      int count = inflate(target, from, length);
      if (count > 0) {
        crc.update(target, from, count);
        return count;
      }
      if (inflater.finished()) {
        at = filled - inflater.getRemaining();
        endMember();
      } else if (inflater.needsInput()) {
        if (!fill()) {
          throw new EOFException("it ends within its compressed data");
        }
        inflater.setInput(buffer, 0, filled);
      } else {
        throw new ZipException("it asks for a dictionary");
      }
    }
    return -1;
  }

  private int inflate(byte[] target, int from, int length) throws ZipException {
    try {
      return inflater.inflate(target, from, length);
    } catch (DataFormatException e) {
      ZipException corrupt = new ZipException("its compressed data is corrupt: " + e.getMessage());
      corrupt.initCause(e);
      throw corrupt;
    }
  }

  private boolean beginMember() throws IOException {
    if (at == filled && !fill()) {
      return false;
    }
    if (next() != 0x1f || next() != 0x8b) {
      throw new ZipException(
          members == 0 ? "it is not gzip" : "something that is not gzip stands behind its end");
    }
    if (next() != 8) {
      throw new ZipException("its compression method is unknown");
    }
    int flags = next();
    if (flags >= 2 * COMMENT) {
      throw new ZipException("its gzip header has unknown flags");
    }
    skip(6);
    if ((flags & EXTRA) != 0) {
      skip(next() | next() << 8);
    }
    if ((flags & NAME) != 0) {
      skipText();
    }
    if ((flags & COMMENT) != 0) {
      skipText();
    }
    if ((flags & HEADER_CRC) != 0) {
      skip(2);
    }
    inflater.reset();
    inflater.setInput(buffer, at, filled - at);
    crc.reset();
    members++;
    inMember = true;
    return true;
  }

  private void endMember() throws IOException {
    long length = inflater.getBytesWritten() & 0xffff_ffffL;
    if (nextInt() != crc.getValue()) {
      throw new ZipException("its contents do not have the CRC that it says");
    }
    if (nextInt() != length) {
      throw new ZipException("its contents do not have the length that it says");
    }
    inMember = false;
  }

  private long nextInt() throws IOException {
    return next() | next() << 8 | next() << 16 | (long) next() << 24;
  }

  private void skip(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      next();
    }
  }

  private void skipText() throws IOException {
    while (next() != 0) {
      // Up to the null character that ends it.
    }
  }

  private int next() throws IOException {
    if (at == filled && !fill()) {
      throw new EOFException("it ends within a gzip header or trailer");
    }
    return buffer[at++] & 0xff;
  }

  /** Replaces the buffer, all of which has been used. */
  private boolean fill() throws IOException {
    at = 0;
    filled = Math.max(0, compressed.read(buffer, 0, buffer.length));
    return filled > 0;
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    compressed.close();
  }
}
