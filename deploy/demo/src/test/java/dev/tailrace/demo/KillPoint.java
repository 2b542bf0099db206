package dev.tailrace.demo;

import dev.tailrace.sink.Commit;
import dev.tailrace.sink.Work;
import java.util.List;

/** The moments at which {@link KillTest} kills the daemon: beside each kind of commit and load. */
final class KillPoint {
  static final String MID_FILE = "mid-file";

  /** All of them, in the order in which a first run comes by. */
  static final List<String> ALL =
      List.of(
          "before-anchored",
          "after-anchored",
          "before-exporting",
          "after-exporting",
          // The export has been asked for, and its ARN is not stored.
          "before-export-arn",
          "after-export-arn",
          "before-log",
          "after-log",
          "before-loading",
          "after-loading",
          "before-file",
          MID_FILE,
          "after-file",
          "before-catching_up",
          "after-catching_up",
          "before-streaming",
          "after-streaming",
          "before-merge",
          "after-merge");

  private KillPoint() {}

  static String kindOf(Commit commit) {
    if (commit.nextLife().isPresent()) {
      String phase = commit.nextLife().get().phase();
      boolean hasArn = commit.nextLife().get().document().contains("export-arn");
      return phase.equals("EXPORTING") && hasArn
          ? "export-arn"
          : phase.toLowerCase(java.util.Locale.ROOT);
    }
    for (Work work : commit.work()) {
      if (work instanceof Work.AppendLog) {
        return "log";
      }
      if (work instanceof Work.Merge) {
        return "merge";
      }
    }
    return "positions";
  }
}
