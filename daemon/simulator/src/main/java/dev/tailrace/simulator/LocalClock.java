package dev.tailrace.simulator;

import java.time.Duration;
import java.time.Instant;

/** A process's own clock: wrong by any amount, a little too fast or slow, never going back. */
final class LocalClock {
  private final Instant started;
  private final Instant shows;
  private final double rate;
  private Duration stoodStill = Duration.ZERO;

  private LocalClock(Instant started, Instant shows, double rate) {
    this.started = started;
    this.shows = shows;
    this.rate = rate;
  }

  /** The clock of a process that starts now. */
  static LocalClock rolled(Dice dice, Instant now) {
    Duration wrong = dice.between(Duration.ofMillis(1), Duration.ofDays(3));
    Instant shows = dice.chance(0.5) ? now.plus(wrong) : now.minus(wrong);
    return new LocalClock(now, shows, 0.95 + dice.between(0, 100) / 1000.0);
  }

  /** The machine was suspended, its clock too. */
  void standStill(Duration time) {
    stoodStill = stoodStill.plus(time);
  }

  Instant at(Instant now) {
    long millis = Duration.between(started, now).minus(stoodStill).toMillis();
    return shows.plusMillis(Math.round(millis * rate));
  }

  /** The moment at which this clock shows {@code local}, or a little later. */
  Instant when(Instant local, Instant latest) {
    if (!local.isBefore(at(latest))) {
      return latest;
    }
    long millis = (long) Math.ceil(Duration.between(shows, local).toMillis() / rate);
    Instant moment = started.plusMillis(millis).plus(stoodStill).plusMillis(1);
    return moment.isBefore(latest) ? moment : latest;
  }
}
