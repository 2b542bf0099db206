package dev.tailrace.app;

import java.time.Instant;
import java.time.InstantSource;

/**
 * A clock that never goes back and never jumps, whatever is done to the machine's. It shows about
 * the right time; only how much of it passes is to be relied on. Safe for several threads.
 */
final class MonotonicClock implements InstantSource {
  private final Instant start;
  private final long startNanos = System.nanoTime();

  MonotonicClock(InstantSource wall) {
    this.start = wall.instant();
  }

  @Override
  public Instant instant() {
    return start.plusNanos(System.nanoTime() - startNanos);
  }
}
