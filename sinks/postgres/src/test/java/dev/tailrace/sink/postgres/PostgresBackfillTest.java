package dev.tailrace.sink.postgres;

import dev.tailrace.testkit.BackfillContract;
import dev.tailrace.testkit.Warehouse;
import java.nio.file.Path;

final class PostgresBackfillTest extends BackfillContract {
  @Override
  protected Warehouse open(Path folder) {
    return new PostgresWarehouse(CLOCK);
  }
}
