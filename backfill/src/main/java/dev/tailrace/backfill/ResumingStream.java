package dev.tailrace.backfill;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A body that is asked for again from where it broke off. Opening is retried by the SDK; a body
 * that breaks off is its reader's business, here. Breaks are forgiven as long as there is progress
 * between them.
 */
final class ResumingStream extends InputStream {
  private static final int MOST_BREAKS_WITHOUT_PROGRESS = 5;
  private static final long FIRST_PAUSE_MILLIS = 100;

  private final String thing;
  private final Opener opener;
  private final Pause pause;
  private final Optional<String> version;
  private final Optional<Long> length;
  private Body body;
  private long offset;
  private int breaks;
  private boolean ended;

  ResumingStream(String thing, Opener opener, Pause pause) {
    this.thing = thing;
    this.opener = opener;
    this.pause = pause;
    this.body = opener.open(0, Optional.empty());
    this.version = body.version();
    this.length = body.length();
  }

  /**
   * A response's body.
   *
   * @param length what is to come of it, if the response says
   * @param version what tells this object from another one that takes its key
   * @param abort drops the connection rather than reading it to its end
   */
  record Body(InputStream in, Optional<Long> length, Optional<String> version, Runnable abort) {}

  /** Asks for the body from an offset on, of the same version if one is given. */
  interface Opener {
    Body open(long offset, Optional<String> version);
  }

  /** Waits before a body is asked for again. */
  interface Pause {
    /** The {@code breaks}-th break without progress has happened. */
    void after(int breaks) throws InterruptedException;

    /** Up to 0.2 s after the first break, twice as much after each further one. */
    static Pause jittered() {
      return breaks ->
          Thread.sleep(ThreadLocalRandom.current().nextLong(FIRST_PAUSE_MILLIS << breaks));
    }
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int from, int count) {
    while (true) {
      try {
        int read = AwsErrors.read(thing, body.in(), target, from, count);
        if (read < 0 && length.isPresent() && offset < length.get()) {
          throw new EOFException("%d of %d bytes came".formatted(offset, length.get()));
        }
        if (read > 0) {
          offset += read;
          breaks = 0;
        }
        ended = read < 0;
        return read;
      } catch (IOException e) {
        if (length.isPresent() && offset >= length.get()) {
          // All of it came; S3 answers a request for what is behind the end with an error.
          return -1;
        }
        resume(e);
      }
    }
  }

  private void resume(IOException e) {
    body.abort().run();
    if (++breaks > MOST_BREAKS_WITHOUT_PROGRESS) {
      throw new AwsException.Transient(
          "%s: broke off at byte %d again and again: %s".formatted(thing, offset, e.getMessage()),
          e);
    }
    try {
      pause.after(breaks);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AwsException.Transient(thing + ": interrupted", interrupted);
    }
    body = opener.open(offset, version);
  }

  /** Drops what was not read: a data file has some hundred megabytes. */
  @Override
  public void close() throws IOException {
    if (ended) {
      body.in().close();
    } else {
      body.abort().run();
    }
  }
}
