package dev.tailrace.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Compares a DynamoDB table with its table in a warehouse, item by item. It reads the one by Scan
 * and the other by SELECT, and shares no code with the daemon: what the daemon would get wrong both
 * ways still shows.
 */
final class Comparison {
  private static final String META = "_tailrace_";
  private static final String OVERFLOW = "_tailrace_overflow";
  static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private final DynamoDbClient dynamoDb;
  private final Connection warehouse;

  Comparison(DynamoDbClient dynamoDb, Connection warehouse) {
    this.dynamoDb = dynamoDb;
    this.warehouse = warehouse;
  }

  /** Compares all of a table whose target has its name, in the schema main. */
  Verdict compare(String table, List<String> keys) throws SQLException {
    Map<List<String>, Map<String, AttributeValue>> source = new HashMap<>();
    dynamoDb.scanPaginator(r -> r.tableName(table).consistentRead(true)).items().stream()
        .forEach(item -> source.put(key(item, keys), item));
    int sourceItems = source.size();
    List<String> differences = new ArrayList<>();
    int rows = 0;
    int equal = 0;
    try (Statement statement = warehouse.createStatement();
        ResultSet result = statement.executeQuery("SELECT * FROM \"main\".\"" + table + "\"")) {
      while (result.next()) {
        rows++;
        Map<String, Object> row = row(result);
        List<String> key = keys.stream().map(k -> String.valueOf(row.get(k))).toList();
        Map<String, AttributeValue> item = source.remove(key);
        int before = differences.size();
        if (item == null) {
          differences.add("%s: only in the warehouse, or there twice".formatted(key));
        } else {
          compareItem(key, item, row, differences);
        }
        equal += item != null && differences.size() == before ? 1 : 0;
      }
    }
    source.keySet().forEach(key -> differences.add(key + ": missing in the warehouse"));
    return new Verdict(table, sourceItems, rows, equal, differences);
  }

  private static List<String> key(Map<String, AttributeValue> item, List<String> keys) {
    return keys.stream()
        .map(
            k -> {
              AttributeValue value = Objects.requireNonNull(item.get(k), k);
              return value.n() != null ? value.n() : value.s();
            })
        .toList();
  }

  private static Map<String, Object> row(ResultSet result) throws SQLException {
    Map<String, Object> row = new HashMap<>();
    for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
      Object value = result.getObject(i);
      if (value != null) {
        row.put(result.getMetaData().getColumnName(i), value);
      }
    }
    return row;
  }

  private static void compareItem(
      List<String> key,
      Map<String, AttributeValue> item,
      Map<String, Object> row,
      List<String> differences) {
    Optional<Map<String, AttributeValue>> readable = overflow(row);
    if (readable.isEmpty()) {
      differences.add(difference(key, OVERFLOW, "DynamoDB JSON expected", row.get(OVERFLOW)));
    }
    Map<String, AttributeValue> overflow = readable.orElse(Map.of());
    item.forEach(
        (name, expected) -> {
          Object actual = row.get(name);
          AttributeValue kept = overflow.get(name);
          boolean same =
              kept != null
                  ? actual == null && SameValue.typed(expected, kept)
                  : SameValue.column(expected, actual);
          if (!same) {
            differences.add(
                difference(key, name, expected.toString(), kept == null ? actual : kept));
          }
        });
    for (Map.Entry<String, Object> column : row.entrySet()) {
      String name = column.getKey();
      if (!name.startsWith(META) && !item.containsKey(name)) {
        differences.add(difference(key, name, "absent", column.getValue()));
      }
    }
    overflow.keySet().stream()
        .filter(name -> !item.containsKey(name))
        .forEach(name -> differences.add(difference(key, name, "absent", overflow.get(name))));
  }

  private static String difference(
      List<String> key, String attribute, String expected, @Nullable Object actual) {
    return "%s, %s: %s in the table, %s in the warehouse"
        .formatted(key, attribute, expected, actual);
  }

  /** The attributes beside their columns; empty if the document is not DynamoDB JSON. */
  private static Optional<Map<String, AttributeValue>> overflow(Map<String, Object> row) {
    Map<String, AttributeValue> overflow = new HashMap<>();
    Object document = row.get(OVERFLOW);
    if (document == null) {
      return Optional.of(overflow);
    }
    Optional<JsonNode> json = json(document.toString()).filter(JsonNode::isObject);
    try {
      json.ifPresent(
          j -> j.properties().forEach(e -> overflow.put(e.getKey(), Dataset.value(e.getValue()))));
    } catch (IllegalArgumentException notTyped) {
      return Optional.empty();
    }
    return json.map(j -> overflow);
  }

  /** The JSON of a text; empty if it is none, for that is a difference like any other. */
  static Optional<JsonNode> json(String text) {
    try {
      return Optional.of(JSON.readTree(text));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
