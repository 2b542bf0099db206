package dev.tailrace.core;

import java.time.Instant;

/** What DescribeExport says of an export. */
public sealed interface ExportState {
  /** Being written. */
  record InProgress() implements ExportState {}

  /**
   * All files are there.
   *
   * @param manifest where its manifest is, as a URI
   * @param exportTime the point in time that it shows, by AWS's clock
   */
  record Completed(String manifest, Instant exportTime) implements ExportState {}

  /** It will never be complete; a new one has to be asked for. */
  record Failed(String reason) implements ExportState {}
}
