package dev.tailrace.simulator;

import dev.tailrace.core.ProtocolSettings;
import java.time.Duration;

/** What a configuration may set. */
record WorkerSettings(
    Duration discovery,
    Duration poll,
    ProtocolSettings.FlushLimits flush,
    int parallelism,
    Duration verify) {
  static WorkerSettings rolled(Dice dice) {
    return new WorkerSettings(
        dice.between(Duration.ofSeconds(5), Duration.ofMinutes(1)),
        poll(dice),
        new ProtocolSettings.FlushLimits(
            dice.between(Duration.ofMillis(200), Duration.ofSeconds(30)),
            dice.between(1, 200),
            dice.between(300, 50_000)),
        dice.between(1, 3),
        dice.chance(0.2)
            ? Duration.ZERO
            : dice.between(Duration.ofSeconds(5), Duration.ofMinutes(2)));
  }

  /** Some poll so often that many pages come within the few seconds of an empty stretch. */
  private static Duration poll(Dice dice) {
    return dice.chance(0.1)
        ? Duration.ofMillis(300)
        : dice.between(Duration.ofSeconds(2), Duration.ofMinutes(1));
  }
}
