package dev.tailrace.sink.duckdb;

import dev.tailrace.testkit.ModesContract;
import dev.tailrace.testkit.Warehouse;
import java.nio.file.Path;

final class DuckDbModesTest extends ModesContract {
  @Override
  protected Warehouse open(Path folder) {
    return new DuckDbWarehouse(folder, CLOCK);
  }
}
