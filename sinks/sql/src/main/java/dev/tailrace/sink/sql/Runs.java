package dev.tailrace.sink.sql;

import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.ColumnVector;
import java.util.List;

/** Rows that are all in memory. */
final class Runs implements RowSource {
  private final List<ColumnType> types;
  private final List<Run> runs;
  private int at = -1;

  Runs(List<ColumnType> types, List<Run> runs) {
    this.types = types;
    this.runs = runs;
  }

  /** A run and its columns. */
  record Run(int rows, List<ColumnVector> vectors) {}

  @Override
  public List<ColumnType> types() {
    return types;
  }

  @Override
  public long expectedRows() {
    return runs.stream().mapToLong(Run::rows).sum();
  }

  @Override
  public int next() {
    at++;
    return at < runs.size() ? runs.get(at).rows() : 0;
  }

  @Override
  public ColumnVector vector(int index) {
    return runs.get(at).vectors().get(index);
  }
}
