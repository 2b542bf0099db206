package dev.tailrace.sink.duckdb;

import dev.tailrace.testkit.HistoryContract;
import dev.tailrace.testkit.Warehouse;
import java.nio.file.Path;

final class DuckDbHistoryTest extends HistoryContract {
  @Override
  protected Warehouse open(Path folder) {
    return new DuckDbWarehouse(folder, CLOCK);
  }
}
