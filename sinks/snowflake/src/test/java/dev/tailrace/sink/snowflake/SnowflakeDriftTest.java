package dev.tailrace.sink.snowflake;

import dev.tailrace.testkit.DriftContract;
import dev.tailrace.testkit.Warehouse;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;

final class SnowflakeDriftTest extends DriftContract {
  @BeforeAll
  static void needsAServer() {
    Server.assumeThere();
  }

  @Override
  protected Warehouse open(Path folder) {
    return new SnowflakeWarehouse(CLOCK);
  }
}
