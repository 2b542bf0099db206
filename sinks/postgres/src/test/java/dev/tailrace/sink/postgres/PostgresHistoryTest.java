package dev.tailrace.sink.postgres;

import dev.tailrace.testkit.HistoryContract;
import dev.tailrace.testkit.Warehouse;
import java.nio.file.Path;

final class PostgresHistoryTest extends HistoryContract {
  @Override
  protected Warehouse open(Path folder) {
    return new PostgresWarehouse(CLOCK);
  }
}
