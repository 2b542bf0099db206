package dev.tailrace.sink.postgres;

import dev.tailrace.testkit.RepairContract;
import dev.tailrace.testkit.Warehouse;
import java.nio.file.Path;

final class PostgresRepairTest extends RepairContract {
  @Override
  protected Warehouse open(Path folder) {
    return new PostgresWarehouse(CLOCK);
  }
}
