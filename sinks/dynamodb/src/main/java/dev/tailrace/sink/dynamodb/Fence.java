package dev.tailrace.sink.dynamodb;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Looks whether what a writer expects still holds, before each of its requests unless it has just
 * been looked. Safe for use by several threads.
 */
final class Fence {
  private final Supplier<Optional<String>> refusal;
  private final long everyNanos;
  private final LongSupplier nanos;
  private final TransactWriteItem holds;
  private long lookedAt;

  /**
   * A fence that was looked at just now.
   *
   * @param refusal reads the state and tells why the writer is refused, if it is
   * @param nanos a clock that never goes back, in nanoseconds
   * @param holds an action of a transaction, which holds while the table's life is as it was
   */
  Fence(
      Supplier<Optional<String>> refusal,
      Duration every,
      LongSupplier nanos,
      long lookedAt,
      TransactWriteItem holds) {
    this.refusal = refusal;
    this.everyNanos = every.toNanos();
    this.nanos = nanos;
    this.lookedAt = lookedAt;
    this.holds = holds;
  }

  /** An action of a transaction by which it fails when the table's life went on. */
  TransactWriteItem holds() {
    return holds;
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
    lookedAt(now);
  }

  /** As {@link #check}, however short ago the last look was. */
  synchronized void look() {
    lookedAt(nanos.getAsLong());
  }

  private void lookedAt(long now) {
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
