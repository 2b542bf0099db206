package dev.tailrace.sink.duckdb;

import dev.tailrace.testkit.ReferenceContract;
import dev.tailrace.testkit.Warehouse;
import java.nio.file.Path;

final class DuckDbReferenceTest extends ReferenceContract {
  @Override
  protected Warehouse open(Path folder) {
    return new DuckDbWarehouse(folder, CLOCK);
  }
}
