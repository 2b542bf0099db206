package dev.tailrace.core;

import java.time.Duration;

/**
 * How long to wait before trying again, spread by a jitter: doubling from 200 ms to 20 s, and from
 * one second to a minute where a person may have to do something.
 */
final class Backoff {
  private static final long FIRST_MILLIS = 200;
  private static final long LONGEST_MILLIS = 20_000;
  private static final long LONGEST_READ_MILLIS = 5_000;
  private static final long FIRST_REFUSED_MILLIS = 1_000;
  private static final long LONGEST_REFUSED_MILLIS = 60_000;

  private Backoff() {}

  /**
   * The wait after the {@code failures}-th failure in a row. The jitter comes from {@code salt},
   * not from chance, so that a run can be repeated; it differs from shard to shard.
   */
  static Duration after(int failures, Object salt) {
    return after(failures, salt, FIRST_MILLIS, LONGEST_MILLIS);
  }

  /** As {@link #after(int, Object)}, by what failed. */
  static Duration after(Failure failure, int failures, Object salt) {
    return isRefused(failure)
        ? after(failures, salt, FIRST_REFUSED_MILLIS, LONGEST_REFUSED_MILLIS)
        : after(failures, salt);
  }

  /** As {@link #after}, at most 5 s where it passes: the SDK has tried several times before. */
  static Duration ofRead(Failure failure, int failures, Object salt) {
    return isRefused(failure)
        ? after(failure, failures, salt)
        : after(failures, salt, FIRST_MILLIS, LONGEST_READ_MILLIS);
  }

  private static boolean isRefused(Failure failure) {
    return switch (failure.kind()) {
      case REFUSED, DAMAGED, OUT_OF_REACH -> true;
      case RETRY, ITERATOR_EXPIRED, POSITION_LOST, NOT_FOUND, OUTCOME_UNKNOWN -> false;
    };
  }

  private static Duration after(int failures, Object salt, long firstMillis, long longestMillis) {
    long full = Math.min(longestMillis, firstMillis << Math.min(20, Math.max(0, failures - 1)));
    int mixed = (salt.hashCode() * 31 + failures) * 0x9E3779B9;
    long jitter = (mixed >>> 8) % (full / 2 + 1);
    return Duration.ofMillis(full / 2 + jitter);
  }
}
