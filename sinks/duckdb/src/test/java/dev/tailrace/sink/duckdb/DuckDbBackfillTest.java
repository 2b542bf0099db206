package dev.tailrace.sink.duckdb;

import dev.tailrace.testkit.BackfillContract;
import dev.tailrace.testkit.Warehouse;
import java.nio.file.Path;

final class DuckDbBackfillTest extends BackfillContract {
  @Override
  protected Warehouse open(Path folder) {
    return new DuckDbWarehouse(folder, CLOCK);
  }
}
