package dev.tailrace.backfill;

import java.time.Instant;

/** What DescribeExport says. */
public sealed interface ExportStatus {
  /** Being written. */
  record InProgress() implements ExportStatus {}

  /**
   * All there.
   *
   * @param exportTime the point in time that it shows; of an incremental export the end of its
   *     window
   * @param billedSizeBytes what AWS charges for; 0 where an emulator does not say, as is {@code
   *     itemCount}
   */
  record Completed(
      ExportLocation location, Instant exportTime, long itemCount, long billedSizeBytes)
      implements ExportStatus {}

  /** It failed for good. */
  record Failed(String code, String message) implements ExportStatus {}
}
