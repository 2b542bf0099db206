package dev.tailrace.projection;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Rows of one shape, held by column. A fixed number of rows fits; {@link Projector} writes them.
 * Used again after {@link #clear()}. Not safe for use by several threads.
 */
public final class ColumnBatch {
  private final TableShape shape;
  private final int capacity;
  private final List<ColumnVector> vectors = new ArrayList<>();
  private final Map<MetaColumn, ColumnVector> meta = new EnumMap<>(MetaColumn.class);
  private int rows;

  /** An empty batch with room for {@code capacity} rows of {@code shape}. */
  public ColumnBatch(TableShape shape, int capacity) {
    this.shape = shape;
    this.capacity = capacity;
    for (Column column : shape.columns()) {
      vectors.add(ColumnVector.of(column.type(), capacity));
    }
    for (MetaColumn column : shape.metadata()) {
      meta.put(column, ColumnVector.of(column.type(), capacity));
    }
  }

  /** The shape of the rows. */
  public TableShape shape() {
    return shape;
  }

  /** How many rows it holds. */
  public int rows() {
    return rows;
  }

  /** Whether no further row fits. */
  public boolean isFull() {
    return rows == capacity;
  }

  /** The values of the shape's column at {@code index}. */
  public ColumnVector vector(int index) {
    return vectors.get(index);
  }

  /** The values of a metadata column that the shape has. */
  public ColumnVector vector(MetaColumn column) {
    return Objects.requireNonNull(meta.get(column), column::columnName);
  }

  /** Forgets all rows. */
  public void clear() {
    vectors.forEach(ColumnVector::clear);
    meta.values().forEach(ColumnVector::clear);
    rows = 0;
  }

  /** Counts the row that was just written and returns its number. */
  int endRow() {
    return rows++;
  }
}
