package dev.tailrace.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** Makes and fills the demo's tables, with stream and point-in-time recovery on. */
final class SourceTables {
  private static final int BATCH = 25;

  private final DynamoDbClient dynamoDb;

  SourceTables(DynamoDbClient dynamoDb) {
    this.dynamoDb = dynamoDb;
  }

  /** Makes a table whose keys are strings. */
  void create(String table, List<String> keys) {
    List<KeySchemaElement> schema = new ArrayList<>();
    for (String key : keys) {
      KeyType type = schema.isEmpty() ? KeyType.HASH : KeyType.RANGE;
      schema.add(KeySchemaElement.builder().attributeName(key).keyType(type).build());
    }
    List<AttributeDefinition> definitions =
        keys.stream()
            .map(
                key ->
                    AttributeDefinition.builder()
                        .attributeName(key)
                        .attributeType(ScalarAttributeType.S)
                        .build())
            .toList();
    dynamoDb.createTable(
        r ->
            r.tableName(table)
                .keySchema(schema)
                .attributeDefinitions(definitions)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .streamSpecification(
                    s -> s.streamEnabled(true).streamViewType(StreamViewType.NEW_AND_OLD_IMAGES)));
    dynamoDb.updateContinuousBackups(
        r ->
            r.tableName(table)
                .pointInTimeRecoverySpecification(p -> p.pointInTimeRecoveryEnabled(true)));
  }

  /** Puts all items. */
  void load(String table, List<Map<String, AttributeValue>> items) {
    for (int from = 0; from < items.size(); from += BATCH) {
      List<WriteRequest> puts =
          items.subList(from, Math.min(items.size(), from + BATCH)).stream()
              .map(item -> WriteRequest.builder().putRequest(p -> p.item(item)).build())
              .toList();
      Map<String, List<WriteRequest>> waiting = Map.of(table, puts);
      while (!waiting.isEmpty()) {
        Map<String, List<WriteRequest>> request = waiting;
        waiting = dynamoDb.batchWriteItem(r -> r.requestItems(request)).unprocessedItems();
      }
    }
  }
}
