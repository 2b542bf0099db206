package dev.tailrace.sink.duckdb;

import dev.tailrace.testkit.RepairContract;
import dev.tailrace.testkit.Warehouse;
import java.nio.file.Path;

final class DuckDbRepairTest extends RepairContract {
  @Override
  protected Warehouse open(Path folder) {
    return new DuckDbWarehouse(folder, CLOCK);
  }
}
