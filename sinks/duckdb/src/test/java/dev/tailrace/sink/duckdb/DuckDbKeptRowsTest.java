package dev.tailrace.sink.duckdb;

import dev.tailrace.testkit.KeptRowsContract;
import dev.tailrace.testkit.Warehouse;
import java.nio.file.Path;

final class DuckDbKeptRowsTest extends KeptRowsContract {
  @Override
  protected Warehouse open(Path folder) {
    return new DuckDbWarehouse(folder, CLOCK);
  }
}
