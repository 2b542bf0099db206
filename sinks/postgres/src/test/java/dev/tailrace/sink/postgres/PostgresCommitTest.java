package dev.tailrace.sink.postgres;

import dev.tailrace.testkit.CommitContract;
import dev.tailrace.testkit.Warehouse;
import java.nio.file.Path;

final class PostgresCommitTest extends CommitContract {
  @Override
  protected Warehouse open(Path folder) {
    return new PostgresWarehouse(CLOCK);
  }
}
