package dev.tailrace.simulator;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a simulation ended.
 *
 * @param faults how often each kind was injected
 * @param simulated the virtual time that passed
 * @param steps events on the virtual clock
 * @param backfills how many were begun; more than one where a gap was repaired
 * @param violation what must never happen and did
 * @param trace the last steps, oldest first
 */
public record Report(
    long seed,
    Map<Fault, Long> faults,
    Duration simulated,
    long steps,
    long backfills,
    Optional<String> violation,
    List<String> trace) {
  /** The violation with the trace before it and the command that repeats it, for people. */
  public String explain() {
    return "seed %d: %s%n%s%nseed %d: %s%nrepeat it with: ./tailrace simulate --seed %d"
        .formatted(
            seed,
            violation.orElse("all is well"),
            String.join(System.lineSeparator(), trace),
            seed,
            violation.orElse("all is well"),
            seed);
  }
}
