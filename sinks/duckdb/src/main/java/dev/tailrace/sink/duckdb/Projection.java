package dev.tailrace.sink.duckdb;

import dev.tailrace.projection.ColumnBatch;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.ColumnVector;
import dev.tailrace.projection.MetaColumn;
import dev.tailrace.projection.Projector;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.Change;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Changes as rows of a shape. All are projected once, to learn what the shape lacks; the rows are
 * kept for the statements that follow unless they have very many columns, in which case they are
 * projected again for each.
 */
final class Projection {
  /** A cell takes eight bytes and its share of the row's data. */
  private static final long MOST_CELLS_KEPT = 4L << 20;

  private final TableShape shape;
  private final List<Change> changes;
  private final long syncedAtMicros;
  private final List<ColumnBatch> kept = new ArrayList<>();
  private final Map<String, ColumnType> unknown;
  private final boolean keyInOverflow;

  Projection(TableShape shape, List<Change> changes, long syncedAtMicros) {
    this.shape = shape;
    this.changes = changes;
    this.syncedAtMicros = syncedAtMicros;
    boolean keep = (long) changes.size() * shape.columns().size() <= MOST_CELLS_KEPT;
    Projector projector = new Projector(shape);
    boolean absentKey = false;
    ColumnBatch batch = new ColumnBatch(shape, Math.min(changes.size(), RowSource.RUN_ROWS));
    for (int from = 0; from < changes.size(); from += RowSource.RUN_ROWS) {
      if (keep && from > 0) {
        batch = new ColumnBatch(shape, Math.min(changes.size() - from, RowSource.RUN_ROWS));
      }
      project(projector, from, batch);
      absentKey |= hasAbsentKey(batch);
      if (keep) {
        kept.add(batch);
      }
    }
    this.unknown = projector.unknownAttributes();
    this.keyInOverflow = absentKey;
  }

  private void project(Projector projector, int from, ColumnBatch batch) {
    batch.clear();
    int to = Math.min(changes.size(), from + RowSource.RUN_ROWS);
    for (Change change : changes.subList(from, to)) {
      int row = projector.add(change.item(), batch);
      byte[] sequence = change.origin().sequence().toString().getBytes(StandardCharsets.US_ASCII);
      ((ColumnVector.ByteArrays) batch.vector(MetaColumn.SEQUENCE)).set(row, sequence);
      ((ColumnVector.Longs) batch.vector(MetaColumn.COMMITTED_AT))
          .set(row, ItemRows.micros(change.origin().committedAt()));
      ((ColumnVector.Longs) batch.vector(MetaColumn.SYNCED_AT)).set(row, syncedAtMicros);
    }
  }

  private boolean hasAbsentKey(ColumnBatch batch) {
    for (int i = 0; i < shape.key().attributes().size(); i++) {
      for (int row = 0; row < batch.rows(); row++) {
        if (batch.vector(i).isAbsent(row)) {
          return true;
        }
      }
    }
    return false;
  }

  TableShape shape() {
    return shape;
  }

  /** The attributes that the shape has no column for. */
  Map<String, ColumnType> unknown() {
    return unknown;
  }

  boolean isEmpty() {
    return changes.isEmpty();
  }

  /** Whether a row has a key that its column can't hold. */
  boolean hasKeyInOverflow() {
    return keyInOverflow;
  }

  /** The rows, to be read once. */
  RowSource rows() {
    return kept.isEmpty() ? new Again() : runs();
  }

  private Runs runs() {
    return new Runs(
        ItemRows.types(shape),
        kept.stream().map(b -> new Runs.Run(b.rows(), ItemRows.vectors(b))).toList());
  }

  /** Projects the changes once more, run after run. */
  private final class Again implements RowSource {
    private final Projector projector = new Projector(shape);
    private final ColumnBatch batch = new ColumnBatch(shape, RUN_ROWS);
    private int from;

    @Override
    public List<ColumnType> types() {
      return ItemRows.types(shape);
    }

    @Override
    public long expectedRows() {
      return changes.size();
    }

    @Override
    public int next() {
      if (from >= changes.size()) {
        return 0;
      }
      project(projector, from, batch);
      from += RUN_ROWS;
      return batch.rows();
    }

    @Override
    public ColumnVector vector(int index) {
      return ItemRows.vector(batch, index);
    }
  }
}
