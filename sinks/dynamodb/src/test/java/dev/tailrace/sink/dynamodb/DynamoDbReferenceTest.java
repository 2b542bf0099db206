package dev.tailrace.sink.dynamodb;

import dev.tailrace.testkit.ReferenceContract;
import dev.tailrace.testkit.Warehouse;
import java.nio.file.Path;

/** {@link ReferenceContract} on DynamoDB Local. */
final class DynamoDbReferenceTest extends ReferenceContract {
  @Override
  protected Warehouse open(Path folder) {
    return new DynamoDbWarehouse(CLOCK);
  }
}
