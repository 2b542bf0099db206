package dev.tailrace.app;

import dev.tailrace.core.Failure;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** What went wrong with a table's calls. Safe for several threads. */
final class CallFailures {
  private final Map<Failure.Kind, Long> counts = new EnumMap<>(Failure.Kind.class);
  private Optional<Instant> sinkFailsSince = Optional.empty();

  synchronized void count(Failure.Kind kind) {
    counts.merge(kind, 1L, Long::sum);
  }

  synchronized void sinkAnswered() {
    sinkFailsSince = Optional.empty();
  }

  synchronized void sinkFailed() {
    sinkFailsSince = sinkFailsSince.or(() -> Optional.of(Instant.now()));
  }

  synchronized Map<Failure.Kind, Long> counts() {
    return Map.copyOf(counts);
  }

  synchronized Optional<Instant> sinkFailsSince() {
    return sinkFailsSince;
  }
}
