package dev.tailrace.sink.snowflake;

import dev.tailrace.testkit.OpeningContract;
import dev.tailrace.testkit.Warehouse;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;

final class SnowflakeOpeningTest extends OpeningContract {
  @BeforeAll
  static void needsAServer() {
    Server.assumeThere();
  }

  @Override
  protected Warehouse open(Path folder) {
    return new SnowflakeWarehouse(CLOCK);
  }
}
