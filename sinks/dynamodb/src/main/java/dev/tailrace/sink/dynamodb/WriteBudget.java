package dev.tailrace.sink.dynamodb;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A bucket of write units that fills at a rate, up to a burst. Whoever takes more than is there
 * goes into debt and waits until it is paid, so a large request is not starved by small ones. Safe
 * for use by several threads.
 */
final class WriteBudget {
  private final double unitsPerSecond;
  private final double burstUnits;
  private final LongSupplier nanos;
  private final Pause pause;
  private double units;
  private long filledAt;

  /**
   * A full bucket.
   *
   * @param nanos a clock that never goes back, in nanoseconds
   */
  WriteBudget(double unitsPerSecond, double burstUnits, LongSupplier nanos, Pause pause) {
    this.unitsPerSecond = unitsPerSecond;
    this.burstUnits = burstUnits;
    this.nanos = nanos;
    this.pause = pause;
    this.units = burstUnits;
    this.filledAt = nanos.getAsLong();
  }

  /** Takes units out, and returns when they are paid for. */
  void take(long wanted) {
    Duration wait = reserve(wanted);
    if (wait.isPositive()) {
      pause.pause(wait);
    }
  }

  private synchronized Duration reserve(long wanted) {
    long now = nanos.getAsLong();
    double gained = (now - filledAt) * unitsPerSecond / TimeUnit.SECONDS.toNanos(1);
    units = Math.min(burstUnits, units + gained) - wanted;
    filledAt = now;
    double seconds = units >= 0 ? 0 : -units / unitsPerSecond;
    return Duration.ofNanos((long) (seconds * TimeUnit.SECONDS.toNanos(1)));
  }
}
