package dev.tailrace.backfill;

import java.time.Instant;

/**
 * What an export's manifest summary says.
 *
 * @param exportTime the point in time that it shows; of an incremental export the end of its window
 * @param incremental whether it holds changes and not items
 */
public record ManifestSummary(
    String exportArn,
    String tableArn,
    Instant exportTime,
    long itemCount,
    ExportFormat format,
    boolean incremental,
    String filesKey) {}
