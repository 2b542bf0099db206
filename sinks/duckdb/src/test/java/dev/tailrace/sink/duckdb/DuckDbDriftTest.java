package dev.tailrace.sink.duckdb;

import dev.tailrace.testkit.DriftContract;
import dev.tailrace.testkit.Warehouse;
import java.nio.file.Path;

final class DuckDbDriftTest extends DriftContract {
  @Override
  protected Warehouse open(Path folder) {
    return new DuckDbWarehouse(folder, CLOCK);
  }
}
