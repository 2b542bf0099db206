package dev.tailrace.sink.sql;

import dev.tailrace.item.Item;
import dev.tailrace.item.ItemKey;
import dev.tailrace.projection.ColumnBatch;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.Projector;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.RowChange;
import java.util.Map;

/**
 * Writes the rows of a {@link StagedRows} into batches, and remembers what merges of them have to
 * know. Used by one thread.
 */
public final class RowProjector {
  private final StagedRows rows;
  private final TableShape shape;
  private final Projector projector;
  private boolean keysInOverflow;
  private boolean marks;
  private boolean keyAbsent;
  private long moved;
  private long count;

  /** For rows of {@code shape}. */
  public RowProjector(TableShape shape, StagedRows rows) {
    this.shape = shape;
    this.rows = rows;
    this.projector = new Projector(shape);
  }

  /**
   * Writes the next row into {@code batch}; false when there is none.
   *
   * @throws dev.tailrace.item.MalformedItemException when the item is not DynamoDB JSON or lacks
   *     its key
   */
  public boolean next(ColumnBatch batch) {
    if (!rows.next()) {
      return false;
    }
    Item item = rows.item();
    int row = projector.add(item, batch);
    rows.writeMetadata(batch, row);
    keyAbsent = isKeyAbsent(batch, row);
    if (keyAbsent) {
      // Throws when the key is not in the item at all.
      ItemKey key = ItemKey.of(shape.key(), item);
      assert key.length() > 0;
      keysInOverflow = true;
    }
    marks |= rows.kind() == RowChange.Kind.MARK;
    count++;
    return true;
  }

  private boolean isKeyAbsent(ColumnBatch batch, int row) {
    for (int i = 0; i < shape.key().attributes().size(); i++) {
      if (batch.vector(i).isAbsent(row)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the row that was written last has a part of its key in the overflow. */
  public boolean isKeyAbsent() {
    return keyAbsent;
  }

  /** Says that a row has a part of its key in the overflow for the warehouse's own reasons. */
  public void noteKeyInOverflow() {
    keysInOverflow = true;
  }

  /** Says how many of a row's values went to the overflow for the warehouse's own reasons. */
  public void noteMoved(int values) {
    moved += values;
  }

  /** Where the rows come from; it stands on the row that was written last. */
  public StagedRows rows() {
    return rows;
  }

  /** The attributes met so far that the shape has no column for. */
  public Map<String, ColumnType> unknown() {
    return projector.unknownAttributes();
  }

  /** The rows so far, in {@code relation}. */
  public Staged staged(String relation) {
    long drifted = projector.drifted() + moved;
    return new Staged(
        relation, shape, count, keysInOverflow, marks, drifted, unknown(), projector.widerTypes());
  }
}
