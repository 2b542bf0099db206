package dev.tailrace.sink.postgres;

import dev.tailrace.testkit.ModesContract;
import dev.tailrace.testkit.Warehouse;
import java.nio.file.Path;

final class PostgresModesTest extends ModesContract {
  @Override
  protected Warehouse open(Path folder) {
    return new PostgresWarehouse(CLOCK);
  }
}
