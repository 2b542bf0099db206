package dev.tailrace.sink.sql;

import dev.tailrace.item.Item;
import dev.tailrace.projection.ColumnBatch;
import dev.tailrace.sink.RowChange;

/**
 * Items on their way into a staging relation, one after the other. Used by one thread, and read
 * once.
 */
public interface StagedRows {
  /** Moves to the next item; false when there is none. */
  boolean next();

  /** The current item; where it is a slice of a buffer that is used again, valid until the next. */
  Item item();

  /** What happens to the rows of its key. */
  RowChange.Kind kind();

  /** Whether it is the first of its key. */
  boolean isFirst();

  /** Writes the row's metadata, but document and overflow. */
  void writeMetadata(ColumnBatch batch, int row);
}
