package dev.tailrace.sink.postgres;

import dev.tailrace.testkit.MergeContract;
import dev.tailrace.testkit.Warehouse;
import java.nio.file.Path;

final class PostgresMergeTest extends MergeContract {
  @Override
  protected Warehouse open(Path folder) {
    return new PostgresWarehouse(CLOCK);
  }
}
