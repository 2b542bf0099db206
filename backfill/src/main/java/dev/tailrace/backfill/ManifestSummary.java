package dev.tailrace.backfill;

import java.time.Instant;

/**
 * What an export's manifest summary says.
 *
 * @param itemCount of all data files
 * @param filesKey the key of the manifest of files
 */
public record ManifestSummary(
    String exportArn,
    String tableArn,
    long itemCount,
    ExportFormat format,
    ExportScope scope,
    String filesKey) {
  /** The point in time that it shows; of an incremental export the end of its window. */
  public Instant exportTime() {
    return scope.latest();
  }

  /** Whether it holds changes and not items. */
  public boolean incremental() {
    return scope instanceof ExportScope.Incremental;
  }
}
