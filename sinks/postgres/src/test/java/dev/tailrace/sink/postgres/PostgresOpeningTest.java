package dev.tailrace.sink.postgres;

import dev.tailrace.testkit.OpeningContract;
import dev.tailrace.testkit.Warehouse;
import java.nio.file.Path;

final class PostgresOpeningTest extends OpeningContract {
  @Override
  protected Warehouse open(Path folder) {
    return new PostgresWarehouse(CLOCK);
  }
}
