package dev.tailrace.sink.dynamodb;

import dev.tailrace.testkit.CommitContract;
import dev.tailrace.testkit.Warehouse;
import java.nio.file.Path;

/** {@link CommitContract} on DynamoDB Local. */
final class DynamoDbCommitTest extends CommitContract {
  @Override
  protected Warehouse open(Path folder) {
    return new DynamoDbWarehouse(CLOCK);
  }
}
