package dev.tailrace.app;

import dev.tailrace.core.Phase;
import dev.tailrace.core.TableStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How long a run that is to end by itself waits for what stands in a table's way. Not safe for
 * several threads.
 */
final class Patience {
  private final Duration longest;
  private final InstantSource clock;
  private final Map<String, Instant> troubledSince = new LinkedHashMap<>();

  Patience(Duration longest, InstantSource clock) {
    this.longest = longest;
    this.clock = clock;
  }

  /** Whether a table that no person is asked to look after has been in trouble for too long. */
  boolean isOver(List<TableStatus> statuses) {
    Instant now = clock.instant();
    boolean over = false;
    for (TableStatus status : statuses) {
      if (status.trouble().isEmpty() || status.phase() == Phase.NEEDS_ATTENTION) {
        troubledSince.remove(status.table());
      } else {
        Instant since = troubledSince.computeIfAbsent(status.table(), t -> now);
        over |= !now.isBefore(since.plus(longest));
      }
    }
    return over;
  }
}
