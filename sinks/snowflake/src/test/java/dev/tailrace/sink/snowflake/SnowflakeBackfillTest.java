package dev.tailrace.sink.snowflake;

import dev.tailrace.testkit.BackfillContract;
import dev.tailrace.testkit.Warehouse;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;

final class SnowflakeBackfillTest extends BackfillContract {
  @BeforeAll
  static void needsAServer() {
    Server.assumeThere();
  }

  @Override
  protected Warehouse open(Path folder) {
    return new SnowflakeWarehouse(CLOCK);
  }
}
