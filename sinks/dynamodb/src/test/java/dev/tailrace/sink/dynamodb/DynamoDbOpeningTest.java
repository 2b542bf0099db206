package dev.tailrace.sink.dynamodb;

import dev.tailrace.testkit.OpeningContract;
import dev.tailrace.testkit.Warehouse;
import java.nio.file.Path;

/** {@link OpeningContract} on DynamoDB Local. */
final class DynamoDbOpeningTest extends OpeningContract {
  @Override
  protected Warehouse open(Path folder) {
    return new DynamoDbWarehouse(CLOCK);
  }
}
