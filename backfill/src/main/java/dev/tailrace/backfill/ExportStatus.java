package dev.tailrace.backfill;

import java.time.Instant;

/** What DescribeExport says. */
public sealed interface ExportStatus {
  /** Being written. */
  record InProgress() implements ExportStatus {}

  /** All there. */
  record Completed(ExportLocation location, Instant exportTime) implements ExportStatus {}

  /** It failed for good. */
  record Failed(String code, String message) implements ExportStatus {}
}
