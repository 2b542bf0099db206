package dev.tailrace.sink.dynamodb;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long one call waits between its tries: doubling, with a jitter, and not for ever. */
final class Backoff {
  static final int MOST_TRIES = 12;

  private static final long FIRST_MILLIS = 25;
  private static final int MOST_DOUBLINGS = 8;

  private final Pause pause;
  private int tries;

  Backoff(Pause pause) {
    this.pause = pause;
  }

  /** Waits before another try; false, at once, when there have been enough. */
  boolean again() {
    if (++tries >= MOST_TRIES) {
      return false;
    }
    long most = FIRST_MILLIS << Math.min(MOST_DOUBLINGS, tries);
    pause.pause(Duration.ofMillis(ThreadLocalRandom.current().nextLong(most / 2, most)));
    return true;
  }

  /** Something went forward: the next wait is a short one again. */
  void reset() {
    tries = 0;
  }
}
