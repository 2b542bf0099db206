package dev.tailrace.sink.duckdb;

import dev.tailrace.testkit.CommitContract;
import dev.tailrace.testkit.Warehouse;
import java.nio.file.Path;

final class DuckDbCommitTest extends CommitContract {
  @Override
  protected Warehouse open(Path folder) {
    return new DuckDbWarehouse(folder, CLOCK);
  }
}
