package dev.tailrace.backfill;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongFunction;

/**
 * A body that is asked for again from where it broke off. Opening is retried by the SDK; a body
 * that breaks off is its reader's business. A body that ends early without an error is not noticed
 * here but by its checksum.
 */
final class ResumingStream extends InputStream {
  private static final int MOST_BREAKS_WITHOUT_PROGRESS = 5;

  private final String thing;
  private final LongFunction<InputStream> openAt;
  private InputStream in;
  private long offset;
  private int breaks;

  ResumingStream(String thing, LongFunction<InputStream> openAt) {
    this.thing = thing;
    this.openAt = openAt;
    this.in = openAt.apply(0);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int from, int length) {
    while (true) {
      try {
        int count = in.read(buffer, from, length);
        if (count > 0) {
          offset += count;
          breaks = 0;
        }
        return count;
      } catch (IOException e) {
        resume(e);
      }
    }
  }

  private void resume(IOException e) {
    if (++breaks > MOST_BREAKS_WITHOUT_PROGRESS) {
      throw new AwsException(
          "%s: broke off at byte %d again and again: %s".formatted(thing, offset, e.getMessage()),
          true,
          e);
    }
    in = openAt.apply(offset);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
