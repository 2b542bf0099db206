package dev.tailrace.app;

import dev.tailrace.core.Phase;
import dev.tailrace.core.TableStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Progress in the log: a line when a table's phase changes, and one for each tenth of a load. */
final class ProgressLines {
  private static final Logger log = LoggerFactory.getLogger(ProgressLines.class);

  private final Map<String, String> shown = new LinkedHashMap<>();

  void show(List<TableStatus> statuses) {
    for (TableStatus status : statuses) {
      String line = line(status);
      if (!line.equals(shown.put(status.table(), line))) {
        log.info("{}", line);
      }
    }
  }

  private static String line(TableStatus status) {
    String what =
        switch (status.phase()) {
          case PREFLIGHT -> "reading the stored state";
          case ANCHORED -> "the stream is being read";
          case EXPORTING -> "waiting for the export";
          case LOADING -> "loading the export" + tenths(status);
          case CATCHING_UP -> "applying what changed meanwhile";
          case STREAMING -> status.caughtUp() ? "caught up" : "merging changes";
          case REPAIRING -> "repairing a gap";
          case NEEDS_ATTENTION -> "waits for you";
        };
    // Whether a streaming table is caught up changes by the second: said once.
    boolean streams = status.phase() == Phase.STREAMING;
    return "table %s: %s, %s%s"
        .formatted(
            status.table(),
            status.phase(),
            streams ? "following the stream" : what,
            drift(status.drifted()));
  }

  /** Said again each time that it has become ten times as much. */
  private static String drift(long drifted) {
    long magnitude = 1;
    while (magnitude <= drifted / 10) {
      magnitude *= 10;
    }
    return drifted == 0
        ? ""
        : "; %,d or more values did not fit their columns and are in the overflow"
            .formatted(magnitude);
  }

  private static String tenths(TableStatus status) {
    if (status.itemsExpected() == 0) {
      return "";
    }
    long percent = status.itemsLoaded() * 10 / status.itemsExpected() * 10;
    return ", %d %% of %,d items".formatted(percent, status.itemsExpected());
  }
}
