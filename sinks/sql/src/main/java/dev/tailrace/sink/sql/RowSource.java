package dev.tailrace.sink.sql;

import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.ColumnVector;
import java.util.List;

/**
 * Rows on their way into a warehouse, held by column, a run at a time. Read once, by one thread at
 * a time, though not always by the same.
 */
public interface RowSource {
  /** How many rows a run has at most: as many as one of DuckDB's vectors holds. */
  int RUN_ROWS = 2048;

  /** How many bytes of items a run holds, give or take an item; bounds what waits in Java. */
  long RUN_BYTES = 8L << 20;

  /** The types of the columns. */
  List<ColumnType> types();

  /** About how many rows there will be. */
  long expectedRows();

  /** Moves to the next run and returns how many rows it has; 0 when there is none. */
  int next();

  /** The current run's values of the column at {@code index}. */
  ColumnVector vector(int index);
}
