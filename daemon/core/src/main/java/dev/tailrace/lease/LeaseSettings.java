package dev.tailrace.lease;

import java.time.Duration;

/**
 * How leases are kept.
 *
 * @param worker this worker's id, one of a kind
 * @param handOver the longest time until another worker takes over after a crash; a beat every
 *     eighth of it
 * @param filesAtOnce data files of a table that this worker loads at once
 */
public record LeaseSettings(String worker, Duration handOver, int filesAtOnce) {
  /** Between two looks at the table. */
  public Duration period() {
    return handOver.dividedBy(8);
  }

  /** A worker that has not beaten for so long, by the clock of who looks, is dead. */
  public Duration expiry() {
    return handOver.multipliedBy(5).dividedBy(8);
  }
}
