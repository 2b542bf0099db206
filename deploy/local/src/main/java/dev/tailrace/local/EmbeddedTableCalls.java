package dev.tailrace.local;

import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.dynamodb.services.exceptions.DynamoDBLocalServiceException;
import software.amazon.dynamodb.services.local.server.DynamoDBRequestHandler;

/** Straight to DynamoDB Local in this process, past HTTP and past all locks. */
final class EmbeddedTableCalls implements TableCalls {
  // DynamoDB Local in its shared mode has one set of tables, whatever these say.
  private static final String ACCESS_KEY = "local";
  private static final String REGION = "us-east-1";

  private final DynamoDBRequestHandler dynamoDb;

  EmbeddedTableCalls(DynamoDBRequestHandler dynamoDb) {
    this.dynamoDb = dynamoDb;
  }

  @Override
  public Optional<TableDescription> describe(String tableNameOrArn) {
    try {
      return Optional.of(
          dynamoDb
              .describeTable(
                  ACCESS_KEY,
                  REGION,
                  DescribeTableRequest.builder().tableName(tableNameOrArn).build())
              .table());
    } catch (DynamoDBLocalServiceException refused) {
      return Optional.empty();
    }
  }

  @Override
  public GetItemResponse get(GetItemRequest request) {
    return dynamoDb.getItem(ACCESS_KEY, REGION, request);
  }

  @Override
  public BatchGetItemResponse get(BatchGetItemRequest request) {
    return dynamoDb.batchGetItem(ACCESS_KEY, REGION, request);
  }

  @Override
  public ScanResponse scan(ScanRequest request) {
    return dynamoDb.scan(ACCESS_KEY, REGION, request);
  }
}
