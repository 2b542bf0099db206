package dev.tailrace.sink;

import java.time.Instant;

/**
 * A data file on its way into the shadow table.
 *
 * @param expectedLifeVersion as in {@link Commit}
 * @param fileKey the file's key in the manifest; loaded once
 * @param exportTime the point in time that the export shows; becomes the rows' committed time
 * @param items read to the end; closed by the caller
 */
public record DataFileLoad(
    TableId table,
    long epoch,
    long expectedLifeVersion,
    TargetTable target,
    String fileKey,
    Instant exportTime,
    ItemReader items) {}
