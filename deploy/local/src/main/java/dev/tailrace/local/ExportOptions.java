package dev.tailrace.local;

import java.time.Duration;

/**
 * How exports and the history behind them behave.
 *
 * @param dataFiles how many data files an export has, at least 1; with more than one, the first is
 *     empty, as happens in AWS
 * @param inProgress how long an export stays IN_PROGRESS at the least, not negative; real time
 *     whatever the clock of {@link LocalAwsOptions} says
 * @param shortestWindow the shortest window of an incremental export; AWS's is 15 minutes
 * @param journalEntries how many writes to a table the journal keeps at the least, at least 1;
 *     older ones are dropped some time after, and the earliest restorable time moves up
 * @param fault which exports fail on purpose
 */
public record ExportOptions(
    int dataFiles,
    Duration inProgress,
    Duration shortestWindow,
    int journalEntries,
    ExportFault fault) {

  /** Four data files, a second in progress, AWS's shortest window, a million entries, no faults. */
  public static ExportOptions defaults() {
    return new ExportOptions(
        4, Duration.ofSeconds(1), Duration.ofMinutes(15), 1_000_000, ExportFault.none());
  }

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public ExportOptions {
    if (dataFiles < 1) {
      throw new IllegalArgumentException("dataFiles is " + dataFiles + ", and must be 1 or more");
    }
    if (inProgress.isNegative()) {
      throw new IllegalArgumentException("inProgress is " + inProgress + ", and can't be negative");
    }
    if (shortestWindow.isNegative()) {
      throw new IllegalArgumentException(
          "shortestWindow is " + shortestWindow + ", and can't be negative");
    }
    if (journalEntries < 1) {
      throw new IllegalArgumentException(
          "journalEntries is " + journalEntries + ", and must be 1 or more");
    }
  }

  /** The same with another number of data files. */
  public ExportOptions withDataFiles(int files) {
    return new ExportOptions(files, inProgress, shortestWindow, journalEntries, fault);
  }

  /** The same with another time in progress. */
  public ExportOptions withInProgress(Duration duration) {
    return new ExportOptions(dataFiles, duration, shortestWindow, journalEntries, fault);
  }

  /** The same with another shortest window. */
  public ExportOptions withShortestWindow(Duration window) {
    return new ExportOptions(dataFiles, inProgress, window, journalEntries, fault);
  }

  /** The same with another number of journal entries. */
  public ExportOptions withJournalEntries(int entries) {
    return new ExportOptions(dataFiles, inProgress, shortestWindow, entries, fault);
  }

  /** The same with other faults. */
  public ExportOptions withFault(ExportFault other) {
    return new ExportOptions(dataFiles, inProgress, shortestWindow, journalEntries, other);
  }
}
