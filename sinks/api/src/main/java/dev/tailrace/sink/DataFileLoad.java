package dev.tailrace.sink;

import java.time.Instant;
import java.util.Optional;

/**
 * A data file on its way into the shadow table.
 *
 * @param expectedLifeVersion as in {@link Commit}
 * @param fileKey the file's key in the manifest; loaded once
 * @param exportTime the point in time that the export shows; becomes the rows' committed time
 * @param kind whether the items are appended or replace others
 * @param items read to the end, or not at all; closed by the caller
 * @param stored where the file lies, where its items may be taken from there as they are: all of
 *     them, and into this target alone. A sink that can't do so reads {@code items}
 */
public record DataFileLoad(
    TableId table,
    long expectedLifeVersion,
    TargetTable target,
    String fileKey,
    Instant exportTime,
    Kind kind,
    ItemReader items,
    Optional<StoredFile> stored) {
  /** Of a file whose items have to be read. */
  public DataFileLoad(
      TableId table,
      long expectedLifeVersion,
      TargetTable target,
      String fileKey,
      Instant exportTime,
      Kind kind,
      ItemReader items) {
    this(table, expectedLifeVersion, target, fileKey, exportTime, kind, items, Optional.empty());
  }

  /** What a data file's items are. */
  public enum Kind {
    /** All items of a table, each key once: appended. */
    FULL,
    /**
     * What changed, each key at most once: an item takes the place of the one with its key, a
     * delete takes it away. An attribute that has no column yet gets one.
     */
    CHANGES
  }
}
