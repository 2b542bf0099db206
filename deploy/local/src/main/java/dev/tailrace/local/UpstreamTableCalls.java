package dev.tailrace.local;

import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/** To a DynamoDB elsewhere, by HTTP. */
final class UpstreamTableCalls implements TableCalls {
  private final DynamoDbClient dynamoDb;

  UpstreamTableCalls(DynamoDbClient dynamoDb) {
    this.dynamoDb = dynamoDb;
  }

  @Override
  public Optional<TableDescription> describe(String tableNameOrArn) {
    // Not every emulator takes an ARN for a name.
    String name = TableIdentity.nameIn(tableNameOrArn);
    try {
      return Optional.of(dynamoDb.describeTable(r -> r.tableName(name)).table());
    } catch (ResourceNotFoundException missing) {
      return Optional.empty();
    }
  }

  @Override
  public GetItemResponse get(GetItemRequest request) {
    return dynamoDb.getItem(request);
  }

  @Override
  public BatchGetItemResponse get(BatchGetItemRequest request) {
    return dynamoDb.batchGetItem(request);
  }

  @Override
  public ScanResponse scan(ScanRequest request) {
    return dynamoDb.scan(request);
  }
}
