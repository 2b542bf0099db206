package dev.tailrace.status;

import dev.tailrace.core.Phase;
import dev.tailrace.core.TableStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Whether the daemon does its work: what keeps it from being ready, in people's words. */
final class Readiness {
  private final Duration longestLag;

  /** Not ready once what was made so long ago is not in the sink, or the sink failed so long. */
  Readiness(Duration longestLag) {
    this.longestLag = longestLag;
  }

  /** What is wrong; nothing when it is ready. */
  List<String> problems(List<TableReport> tables, Instant now) {
    List<String> problems = new ArrayList<>();
    for (TableReport table : tables) {
      TableStatus status = table.status();
      if (status.phase() == Phase.NEEDS_ATTENTION) {
        problems.add(
            "table %s needs attention: %s"
                .formatted(status.table(), status.trouble().orElse("see the log")));
        continue;
      }
      status.trouble().ifPresent(problems::add);
      table
          .sinkFailsSince()
          .filter(since -> isLong(since, now))
          .ifPresent(
              since ->
                  problems.add(
                      "table %s: the sink can't be reached since %s"
                          .formatted(status.table(), since)));
      status
          .committedUntil()
          .filter(until -> isLong(until, now))
          .ifPresent(
              until ->
                  problems.add(
                      "table %s: nothing newer than %s is in the sink"
                          .formatted(status.table(), until)));
    }
    return problems;
  }

  private boolean isLong(Instant since, Instant now) {
    return since.plus(longestLag).isBefore(now);
  }
}
