package dev.tailrace.status;

import dev.tailrace.core.Failure;
import dev.tailrace.core.TableStatus;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a table is doing at one moment.
 *
 * @param failures of calls for the table since this process started, by kind
 * @param sinkFailsSince since when no call to the sink has succeeded; empty while they do
 * @param quarantined how many items the sink keeps in quarantine; empty while that is not known
 */
public record TableReport(
    TableStatus status,
    Map<Failure.Kind, Long> failures,
    Optional<Instant> sinkFailsSince,
    OptionalLong quarantined) {
  /** Of a table of which nobody knows what is in quarantine. */
  public TableReport(
      TableStatus status, Map<Failure.Kind, Long> failures, Optional<Instant> sinkFailsSince) {
    this(status, failures, sinkFailsSince, OptionalLong.empty());
  }

  /** The same with what is in quarantine. */
  public TableReport withQuarantined(OptionalLong items) {
    return new TableReport(status, failures, sinkFailsSince, items);
  }

  /** Copies the map. */
  public TableReport {
    failures = Map.copyOf(failures);
  }
}
