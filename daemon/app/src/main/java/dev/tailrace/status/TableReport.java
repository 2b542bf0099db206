package dev.tailrace.status;

import dev.tailrace.core.Failure;
import dev.tailrace.core.TableStatus;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * How a table is doing at one moment.
 *
 * @param failures of calls for the table since this process started, by kind
 * @param sinkFailsSince since when no call to the sink has succeeded; empty while they do
 */
public record TableReport(
    TableStatus status, Map<Failure.Kind, Long> failures, Optional<Instant> sinkFailsSince) {
  /** Copies the map. */
  public TableReport {
    failures = Map.copyOf(failures);
  }
}
