package dev.tailrace.sink.postgres;

import dev.tailrace.testkit.DriftContract;
import dev.tailrace.testkit.Warehouse;
import java.nio.file.Path;

final class PostgresDriftTest extends DriftContract {
  @Override
  protected Warehouse open(Path folder) {
    return new PostgresWarehouse(CLOCK);
  }
}
