package dev.tailrace.sink.dynamodb;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Looks whether what a writer expects still holds, before each of its requests unless it has just
 * been looked. Safe for use by several threads.
 */
final class Fence {
  private final Supplier<Optional<String>> refusal;
  private final long everyNanos;
  private final LongSupplier nanos;
  private long lookedAt;

  /**
   * A fence that was looked at just now.
   *
   * @param refusal reads the state and tells why the writer is refused, if it is
   * @param nanos a clock that never goes back, in nanoseconds
   */
  Fence(Supplier<Optional<String>> refusal, Duration every, LongSupplier nanos, long lookedAt) {
    this.refusal = refusal;
    this.everyNanos = every.toNanos();
    this.nanos = nanos;
    this.lookedAt = lookedAt;
  }

  /**
   * Returns when the writer may go on.
   *
   * @throws Stale when it was replaced
   */
  synchronized void check() {
    // The age counts from before the look: what it says is at least that old.
    long now = nanos.getAsLong();
    if (now - lookedAt < everyNanos) {
      return;
    }
    refusal
        .get()
        .ifPresent(
            reason -> {
              throw new Stale(reason);
            });
    lookedAt = now;
  }

  /** The writer was replaced; the message says by what. */
  static final class Stale extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Stale(String reason) {
      super(reason);
    }

    String reason() {
      return String.valueOf(getMessage());
    }
  }
}
