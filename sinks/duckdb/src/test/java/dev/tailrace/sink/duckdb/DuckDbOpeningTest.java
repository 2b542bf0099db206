package dev.tailrace.sink.duckdb;

import dev.tailrace.testkit.OpeningContract;
import dev.tailrace.testkit.Warehouse;
import java.nio.file.Path;

final class DuckDbOpeningTest extends OpeningContract {
  @Override
  protected Warehouse open(Path folder) {
    return new DuckDbWarehouse(folder, CLOCK);
  }
}
