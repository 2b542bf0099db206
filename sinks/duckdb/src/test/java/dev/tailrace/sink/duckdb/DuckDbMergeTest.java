package dev.tailrace.sink.duckdb;

import dev.tailrace.testkit.MergeContract;
import dev.tailrace.testkit.Warehouse;
import java.nio.file.Path;

final class DuckDbMergeTest extends MergeContract {
  @Override
  protected Warehouse open(Path folder) {
    return new DuckDbWarehouse(folder, CLOCK);
  }
}
