package dev.tailrace.sink.dynamodb;

import dev.tailrace.testkit.RepairContract;
import dev.tailrace.testkit.Warehouse;
import java.nio.file.Path;

/** {@link RepairContract} on DynamoDB Local. */
final class DynamoDbRepairTest extends RepairContract {
  @Override
  protected Warehouse open(Path folder) {
    return new DynamoDbWarehouse(CLOCK);
  }
}
