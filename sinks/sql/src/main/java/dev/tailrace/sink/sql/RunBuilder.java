package dev.tailrace.sink.sql;

import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.ColumnVector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Collects rows of Tailrace's own tables. A column that is not set is NULL. */
final class RunBuilder {
  private final List<ColumnType> types;
  private final List<Runs.Run> full = new ArrayList<>();
  private List<ColumnVector> vectors = List.of();
  private int rows;

  RunBuilder(List<ColumnType> types) {
    this.types = types;
    startRun();
  }

  private void startRun() {
    vectors = types.stream().map(t -> ColumnVector.of(t, RowSource.RUN_ROWS)).toList();
    rows = 0;
  }

  void beginRow() {
    if (rows == RowSource.RUN_ROWS) {
      full.add(new Runs.Run(rows, vectors));
      startRun();
    }
    rows++;
  }

  /** Sets a text of the current row. */
  void text(int column, String value) {
    bytes(column, value.getBytes(StandardCharsets.UTF_8));
  }

  /** Sets a text or bytes of the current row. */
  void bytes(int column, byte[] value) {
    ((ColumnVector.ByteArrays) vectors.get(column)).set(rows - 1, value);
  }

  /** Sets an integer, a boolean or a time of the current row. */
  void number(int column, long value) {
    ((ColumnVector.Longs) vectors.get(column)).set(rows - 1, value);
  }

  /** All rows so far. */
  Runs build() {
    List<Runs.Run> runs = new ArrayList<>(full);
    if (rows > 0) {
      runs.add(new Runs.Run(rows, vectors));
    }
    return new Runs(types, runs);
  }
}
