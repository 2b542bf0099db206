package dev.tailrace.sink.dynamodb;

import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.dynamodb.ItemWrites.Write;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/**
 * Finds out which item of a request DynamoDB does not take, since it doesn't say: each is tried
 * under a condition that never holds, so that nothing is written by it.
 */
final class RefusedItems {
  private static final String NEVER = "attribute_exists(#k) AND attribute_not_exists(#k)";

  private final DynamoDbClient client;
  private final ItemWrites all;
  private final List<Write> batch;

  RefusedItems(DynamoDbClient client, ItemWrites all, List<Write> batch) {
    this.client = client;
    this.all = all;
    this.batch = batch;
  }

  SinkException explained(SdkException refusal) {
    String table = "table " + all.table();
    if (refusal instanceof ResourceNotFoundException) {
      return new SinkException.Rejected(
          table + " is gone, and Tailrace did not drop it; resync it", refusal);
    }
    if (!(refusal instanceof AwsServiceException s) || !isAboutItems(s)) {
      return Failures.of(table, refusal);
    }
    for (Write write : batch) {
      Optional<String> reason = refused(write);
      if (reason.isPresent()) {
        return new SinkException.Rejected(
            "%s can't hold the item with the key %s: %s"
                .formatted(table, write.key(), reason.get()),
            refusal);
      }
    }
    return Failures.of(table, refusal);
  }

  private static boolean isAboutItems(AwsServiceException e) {
    return e.awsErrorDetails() == null
        || String.valueOf(e.awsErrorDetails().errorCode()).contains("Validation");
  }

  private Optional<String> refused(Write write) {
    if (write.isDelete()) {
      return Optional.empty();
    }
    try {
      client.putItem(
          p ->
              p.tableName(all.table())
                  .item(AttributeValues.of(write.item()))
                  .conditionExpression(NEVER)
                  .expressionAttributeNames(java.util.Map.of("#k", all.key().names().getFirst())));
      return Optional.empty();
    } catch (software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException e) {
      return Optional.empty();
    } catch (AwsServiceException e) {
      return isAboutItems(e) ? Optional.of(String.valueOf(e.getMessage())) : Optional.empty();
    } catch (SdkException e) {
      return Optional.empty();
    }
  }
}
