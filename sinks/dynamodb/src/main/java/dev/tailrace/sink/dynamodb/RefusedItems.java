package dev.tailrace.sink.dynamodb;

import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.dynamodb.ItemWrites.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/**
 * Finds out which items of a request DynamoDB does not take, since it doesn't say: each is tried
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

  /**
   * An item that the table can't hold.
   *
   * @param reason in DynamoDB's words
   */
  record Refusal(Write write, String reason) {}

  /**
   * The items, one or more, for which the request was refused.
   *
   * @throws SinkException when it was refused for something else
   */
  List<Refusal> find(SdkException refusal) {
    String table = "table " + all.table();
    if (refusal instanceof ResourceNotFoundException) {
      throw new SinkException.Rejected(
          table + " is gone, and Tailrace did not drop it; resync it", refusal);
    }
    List<Refusal> refused = new ArrayList<>();
    if (isAboutItems(refusal)) {
      batch.forEach(w -> reason(w).ifPresent(r -> refused.add(new Refusal(w, r))));
    }
    if (refused.isEmpty()) {
      throw Failures.of(table, refusal);
    }
    return refused;
  }

  private static boolean isAboutItems(SdkException e) {
    return e instanceof AwsServiceException service
        && (service.awsErrorDetails() == null
            || String.valueOf(service.awsErrorDetails().errorCode()).contains("Validation"));
  }

  private Optional<String> reason(Write write) {
    if (write.isDelete()) {
      return Optional.empty();
    }
    try {
      client.putItem(
          p ->
              p.tableName(all.table())
                  .item(AttributeValues.of(write.item()))
                  .conditionExpression(NEVER)
                  .expressionAttributeNames(Map.of("#k", all.key().names().getFirst())));
      return Optional.empty();
    } catch (ConditionalCheckFailedException e) {
      return Optional.empty();
    } catch (SdkException e) {
      if (isAboutItems(e)) {
        return Optional.of(reason(e));
      }
      throw Failures.of("table " + all.table(), e);
    }
  }

  private static String reason(SdkException e) {
    return Optional.of(e)
        .filter(AwsServiceException.class::isInstance)
        .map(AwsServiceException.class::cast)
        .map(AwsServiceException::awsErrorDetails)
        .map(d -> Failures.withoutValue(String.valueOf(d.errorMessage())))
        .orElseGet(() -> Failures.text(e));
  }
}
