package dev.tailrace.core;

import java.time.Duration;

/** How long to wait before trying again: doubling from 200 ms to 20 s, spread by a jitter. */
final class Backoff {
  private static final long FIRST_MILLIS = 200;
  private static final long LONGEST_MILLIS = 20_000;
  private static final long LONGEST_READ_MILLIS = 5_000;

  private Backoff() {}

  /**
   * The wait after the {@code failures}-th failure in a row. The jitter comes from {@code salt},
   * not from chance, so that a run can be repeated; it differs from shard to shard.
   */
  static Duration after(int failures, Object salt) {
    return after(failures, salt, LONGEST_MILLIS);
  }

  /** As {@link #after}, at most 5 s: the SDK has tried several times before. */
  static Duration ofRead(int failures, Object salt) {
    return after(failures, salt, LONGEST_READ_MILLIS);
  }

  private static Duration after(int failures, Object salt, long longestMillis) {
    long full = Math.min(longestMillis, FIRST_MILLIS << Math.min(20, Math.max(0, failures - 1)));
    int mixed = (salt.hashCode() * 31 + failures) * 0x9E3779B9;
    long jitter = (mixed >>> 8) % (full / 2 + 1);
    return Duration.ofMillis(full / 2 + jitter);
  }
}
