package dev.tailrace.simulator;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** Chance, from a seed. */
final class Dice {
  private final SplittableRandom random;

  Dice(long seed) {
    this.random = new SplittableRandom(seed);
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  /** From {@code low} to {@code high}, both inclusive. */
  int between(int low, int high) {
    return random.nextInt(low, high + 1);
  }

  /** Between two durations, each order of magnitude as likely as the next. */
  Duration between(Duration low, Duration high) {
    double lowLog = Math.log(Math.max(1.0, (double) low.toMillis()));
    double highLog = Math.log(Math.max(1.0, (double) high.toMillis()));
    return Duration.ofMillis(
        Math.round(Math.exp(lowLog + random.nextDouble() * (highLog - lowLog))));
  }

  <T> T oneOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
