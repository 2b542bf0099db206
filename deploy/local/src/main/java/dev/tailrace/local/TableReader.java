package dev.tailrace.local;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/** Reads tables, consistently. */
final class TableReader {
  private final TableCalls dynamoDb;

  TableReader(TableCalls dynamoDb) {
    this.dynamoDb = dynamoDb;
  }

  /**
   * @param items as many as DynamoDB puts into a page of a scan
   */
  record Page(List<Map<String, AttributeValue>> items) {}

  /** An item as it is now, empty if there is none. */
  Map<String, AttributeValue> item(String table, Map<String, AttributeValue> key) {
    return dynamoDb
        .get(GetItemRequest.builder().tableName(table).key(key).consistentRead(true).build())
        .item();
  }

  /**
   * Several items as they are now, at most the hundred that one BatchGetItem takes.
   *
   * @return no entry for a key without an item
   */
  List<Map<String, AttributeValue>> items(String table, List<Map<String, AttributeValue>> keys) {
    List<Map<String, AttributeValue>> items = new ArrayList<>();
    Map<String, KeysAndAttributes> left =
        Map.of(table, KeysAndAttributes.builder().keys(keys).consistentRead(true).build());
    // A large answer comes in parts.
    while (!left.isEmpty()) {
      BatchGetItemResponse response =
          dynamoDb.get(BatchGetItemRequest.builder().requestItems(left).build());
      response.responses().values().forEach(items::addAll);
      left = response.unprocessedKeys();
    }
    return items;
  }

  /** A scan, each page of which is read when it is asked for. */
  Iterable<Page> pages(String table) {
    return () -> new Pages(table);
  }

  /** A table's description, empty if there is no such table. */
  Optional<TableDescription> table(String tableNameOrArn) {
    return dynamoDb.describe(tableNameOrArn);
  }

  private final class Pages implements Iterator<Page> {
    private final String table;
    private Map<String, AttributeValue> after = Map.of();
    private boolean more = true;

    Pages(String table) {
      this.table = table;
    }

    @Override
    public boolean hasNext() {
      return more;
    }

    @Override
    public Page next() {
      if (!more) {
        throw new NoSuchElementException();
      }
      ScanRequest.Builder request = ScanRequest.builder().tableName(table).consistentRead(true);
      if (!after.isEmpty()) {
        request.exclusiveStartKey(after);
      }
      ScanResponse response = dynamoDb.scan(request.build());
      after = response.lastEvaluatedKey();
      more = !after.isEmpty();
      return new Page(response.items());
    }
  }
}
