package dev.tailrace.sink.snowflake;

import dev.tailrace.testkit.RepairContract;
import dev.tailrace.testkit.Warehouse;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;

final class SnowflakeRepairTest extends RepairContract {
  @BeforeAll
  static void needsAServer() {
    Server.assumeThere();
  }

  @Override
  protected Warehouse open(Path folder) {
    return new SnowflakeWarehouse(CLOCK);
  }
}
