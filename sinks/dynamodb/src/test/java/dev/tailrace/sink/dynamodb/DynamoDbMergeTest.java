package dev.tailrace.sink.dynamodb;

import dev.tailrace.testkit.MergeContract;
import dev.tailrace.testkit.Warehouse;
import java.nio.file.Path;

/** {@link MergeContract} on DynamoDB Local. */
final class DynamoDbMergeTest extends MergeContract {
  @Override
  protected Warehouse open(Path folder) {
    return new DynamoDbWarehouse(CLOCK);
  }
}
