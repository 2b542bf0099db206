package dev.tailrace.sink.sql;

import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.TableShape;
import java.util.Map;

/**
 * Rows that wait to be merged into a table.
 *
 * @param relation what statements read them from; has the columns of {@link StagingColumns}
 * @param shape of the rows
 * @param rows how many there are
 * @param keysInOverflow whether a row has a part of its key in the overflow
 * @param marks whether a row marks another as deleted
 * @param drifted how many values went to the overflow although their attribute has a column
 * @param unknown the attributes that the shape has no column for, with the type that would suit
 * @param wider the attributes with a column that holds more when it has this type
 */
public record Staged(
    String relation,
    TableShape shape,
    long rows,
    boolean keysInOverflow,
    boolean marks,
    long drifted,
    Map<String, ColumnType> unknown,
    Map<String, ColumnType> wider) {
  /** Whether the table would gain by columns that are added or widened. */
  public boolean wantsPromotion() {
    return !unknown.isEmpty() || !wider.isEmpty();
  }
}
