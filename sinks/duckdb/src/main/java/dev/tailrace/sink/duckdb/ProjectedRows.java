package dev.tailrace.sink.duckdb;

import dev.tailrace.projection.Column;
import dev.tailrace.projection.ColumnBatch;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.ColumnVector;
import dev.tailrace.projection.MetaColumn;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.sql.RowProjector;
import dev.tailrace.sink.sql.RowSource;
import dev.tailrace.sink.sql.StagedRows;
import dev.tailrace.sink.sql.StagingColumns;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Items projected as DuckDB asks for them, in the columns of a staging relation. */
final class ProjectedRows implements RowSource {
  private static final ColumnType KIND = new ColumnType.Text();
  private static final ColumnType FIRST = new ColumnType.Bool();
  private static final long UNKNOWN_ROWS = 100_000;

  private final TableShape shape;
  private final RowProjector projector;
  private final ColumnBatch batch;
  private final ColumnVector.ByteArrays kinds =
      (ColumnVector.ByteArrays) ColumnVector.of(KIND, RUN_ROWS);
  private final ColumnVector.Longs firsts = (ColumnVector.Longs) ColumnVector.of(FIRST, RUN_ROWS);
  private final List<ColumnVector> vectors = new ArrayList<>();
  private boolean ended;

  ProjectedRows(TableShape shape, StagedRows rows) {
    this.shape = shape;
    this.projector = new RowProjector(shape, rows);
    this.batch = new ColumnBatch(shape, RUN_ROWS);
    for (int i = 0; i < shape.columns().size(); i++) {
      vectors.add(batch.vector(i));
    }
    shape.metadata().forEach(c -> vectors.add(batch.vector(c)));
    vectors.add(kinds);
    vectors.add(firsts);
  }

  /** What the rows read so far are known by. */
  RowProjector projector() {
    return projector;
  }

  /** The types of a table's columns, metadata last. */
  static List<ColumnType> tableTypes(TableShape shape) {
    return Stream.concat(
            shape.columns().stream().map(Column::type),
            shape.metadata().stream().map(MetaColumn::type))
        .toList();
  }

  @Override
  public List<ColumnType> types() {
    List<ColumnType> types = new ArrayList<>(tableTypes(shape));
    types.add(KIND);
    types.add(FIRST);
    assert types.size() == tableTypes(shape).size() + StagingColumns.COUNT;
    return types;
  }

  @Override
  public long expectedRows() {
    return UNKNOWN_ROWS;
  }

  @Override
  public int next() {
    batch.clear();
    kinds.clear();
    firsts.clear();
    long bytes = 0;
    while (!ended && !batch.isFull() && bytes < RUN_BYTES) {
      ended = !projector.next(batch);
      if (!ended) {
        StagedRows rows = projector.rows();
        int row = batch.rows() - 1;
        kinds.set(row, rows.kind().name().getBytes(StandardCharsets.US_ASCII));
        firsts.set(row, rows.isFirst() ? 1 : 0);
        bytes += rows.item().length();
      }
    }
    return batch.rows();
  }

  @Override
  public ColumnVector vector(int index) {
    return vectors.get(index);
  }
}
