package dev.tailrace.sink.postgres;

import dev.tailrace.testkit.ReferenceContract;
import dev.tailrace.testkit.Warehouse;
import java.nio.file.Path;

final class PostgresReferenceTest extends ReferenceContract {
  @Override
  protected Warehouse open(Path folder) {
    return new PostgresWarehouse(CLOCK);
  }
}
