package dev.tailrace.core;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * What is still to be taken in of a gap: all that was made from {@code from} (inclusive) to {@code
 * until} (exclusive), by AWS's clock, in windows that one incremental export can show.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_IncrementalExportSpecification.html">IncrementalExportSpecification</a>:
 *     15 minutes to 24 hours
 * @param since where the first window began
 */
record Repair(Instant from, Instant until, Instant since) {
  private static final Duration LONGEST = Duration.ofHours(24);
  private static final Duration SHORTEST = Duration.ofMinutes(15);

  Repair {
    from = from.truncatedTo(ChronoUnit.SECONDS);
    until = until.truncatedTo(ChronoUnit.SECONDS);
    since = since.truncatedTo(ChronoUnit.SECONDS);
  }

  /** The window that is next. */
  ExportWindow window() {
    Instant longest = from.plus(LONGEST);
    Instant to = longest.isBefore(until) ? longest : until;
    Instant latestStart = to.minus(SHORTEST);
    // What was made before is shown once more: an image is whole, so that changes nothing.
    return new ExportWindow(from.isBefore(latestStart) ? from : latestStart, to);
  }

  /** Whether no window has been taken in yet. */
  boolean isFirst() {
    return from.equals(since);
  }

  /** What is left when the window is taken in. */
  Optional<Repair> rest() {
    Instant to = window().to();
    return to.isBefore(until) ? Optional.of(new Repair(to, until, since)) : Optional.empty();
  }
}
