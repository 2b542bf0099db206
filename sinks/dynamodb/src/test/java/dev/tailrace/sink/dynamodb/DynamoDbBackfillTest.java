package dev.tailrace.sink.dynamodb;

import dev.tailrace.testkit.BackfillContract;
import dev.tailrace.testkit.Warehouse;
import java.nio.file.Path;

/** {@link BackfillContract} on DynamoDB Local. */
final class DynamoDbBackfillTest extends BackfillContract {
  @Override
  protected Warehouse open(Path folder) {
    return new DynamoDbWarehouse(CLOCK);
  }
}
