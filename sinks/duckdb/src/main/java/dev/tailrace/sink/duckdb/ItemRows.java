package dev.tailrace.sink.duckdb;

import dev.tailrace.item.Item;
import dev.tailrace.item.ItemKey;
import dev.tailrace.projection.Column;
import dev.tailrace.projection.ColumnBatch;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.ColumnVector;
import dev.tailrace.projection.MetaColumn;
import dev.tailrace.projection.Projector;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.DataFileLoad;
import dev.tailrace.sink.ItemReader;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A data file's items as rows, projected as DuckDB asks for them. */
final class ItemRows implements RowSource {
  /** The metadata columns in the order that rows have them in. */
  static final List<MetaColumn> META = List.of(MetaColumn.values());

  private static final long UNKNOWN_ROWS = 100_000;

  private final TableShape shape;
  private final ItemReader items;
  private final Projector projector;
  private final ColumnBatch batch;
  private final long committedAtMicros;
  private final long syncedAtMicros;
  private long count;
  private boolean ended;

  ItemRows(DataFileLoad load, TableShape shape, Instant syncedAt) {
    this.shape = shape;
    this.items = load.items();
    this.projector = new Projector(shape);
    this.batch = new ColumnBatch(shape, RUN_ROWS);
    this.committedAtMicros = micros(load.exportTime());
    this.syncedAtMicros = micros(syncedAt);
  }

  /** An instant as columns of time hold it. */
  static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  /** The types of the shape's columns and of the metadata columns behind them. */
  static List<ColumnType> types(TableShape shape) {
    return Stream.concat(
            shape.columns().stream().map(Column::type), META.stream().map(MetaColumn::type))
        .toList();
  }

  /** The column at {@code index} of {@link #types}. */
  static ColumnVector vector(ColumnBatch batch, int index) {
    int columns = batch.shape().columns().size();
    return index < columns ? batch.vector(index) : batch.vector(META.get(index - columns));
  }

  /** All columns, in the order of {@link #types}. */
  static List<ColumnVector> vectors(ColumnBatch batch) {
    List<ColumnVector> vectors = new ArrayList<>();
    for (int i = 0; i < batch.shape().columns().size() + META.size(); i++) {
      vectors.add(vector(batch, i));
    }
    return vectors;
  }

  /** How many items were read. */
  long count() {
    return count;
  }

  @Override
  public List<ColumnType> types() {
    return types(shape);
  }

  @Override
  public long expectedRows() {
    return UNKNOWN_ROWS;
  }

  @Override
  public int next() {
    batch.clear();
    ColumnVector.Longs committedAt = (ColumnVector.Longs) batch.vector(MetaColumn.COMMITTED_AT);
    ColumnVector.Longs syncedAt = (ColumnVector.Longs) batch.vector(MetaColumn.SYNCED_AT);
    long bytes = 0;
    while (!ended && !batch.isFull() && bytes < RUN_BYTES) {
      if (!items.next()) {
        ended = true;
        break;
      }
      int row = projector.add(items.bytes(), items.from(), items.to(), batch);
      checkKey(row);
      committedAt.set(row, committedAtMicros);
      syncedAt.set(row, syncedAtMicros);
      bytes += items.to() - items.from();
    }
    count += batch.rows();
    return batch.rows();
  }

  /** A key that its column can't hold is in the overflow; one that is in neither is an error. */
  private void checkKey(int row) {
    for (int i = 0; i < shape.key().attributes().size(); i++) {
      if (batch.vector(i).isAbsent(row)) {
        Item item = Item.slice(items.bytes(), items.from(), items.to());
        ItemKey found = ItemKey.of(shape.key(), item);
        assert found.length() > 0;
      }
    }
  }

  @Override
  public ColumnVector vector(int index) {
    return vector(batch, index);
  }
}
