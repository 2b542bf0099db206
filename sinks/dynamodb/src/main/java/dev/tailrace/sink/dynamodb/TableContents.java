package dev.tailrace.sink.dynamodb;

import dev.tailrace.item.Item;
import dev.tailrace.item.ItemKey;
import dev.tailrace.item.ItemWriter;
import dev.tailrace.item.KeySchema;
import dev.tailrace.item.Utf8Buffer;
import dev.tailrace.sink.dynamodb.ItemWrites.Write;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;

/** What a target table holds, as far as anybody asks. */
final class TableContents {
  private final DynamoDbClient client;
  private final BatchWriter writer;

  TableContents(DynamoDbClient client, BatchWriter writer) {
    this.client = client;
    this.writer = writer;
  }

  boolean isEmpty(String table) {
    return Failures.sorted(
        "table " + table,
        () -> client.scan(r -> r.tableName(table).limit(1).consistentRead(true)).count() == 0);
  }

  /** Deletes all items, page by page. */
  void deleteAll(String table, KeySchema key, Fence fence) {
    Map<String, String> names = new LinkedHashMap<>();
    key.names().forEach(name -> names.put("#k" + names.size(), name));
    Iterable<ScanResponse> pages =
        Failures.sorted(
            "table " + table,
            () ->
                client.scanPaginator(
                    r ->
                        r.tableName(table)
                            .consistentRead(true)
                            .projectionExpression(String.join(", ", names.keySet()))
                            .expressionAttributeNames(names)));
    Failures.sorted(
        "table " + table,
        () -> {
          for (ScanResponse page : pages) {
            List<Write> deletes = new ArrayList<>();
            page.items().forEach(keys -> deletes.add(delete(key, keys)));
            writer.write(new ItemWrites(table, key, deletes), fence);
          }
          return true;
        });
  }

  private static Write delete(KeySchema key, Map<String, AttributeValue> keys) {
    Utf8Buffer out = new Utf8Buffer(128);
    ItemWriter json = new ItemWriter(out);
    json.beginItem();
    keys.forEach(
        (name, value) -> {
          json.name(name);
          if (value.b() != null) {
            json.binary(value.b().asByteArrayUnsafe());
          } else if (value.n() != null) {
            json.number(value.n());
          } else {
            json.string(value.s());
          }
        });
    json.endItem();
    Item item = Item.copyOf(out);
    return new Write(ItemKey.of(key, item), item, true);
  }
}
