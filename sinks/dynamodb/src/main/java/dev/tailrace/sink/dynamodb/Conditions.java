package dev.tailrace.sink.dynamodb;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** Actions of a transaction that hold only where numbers are what is expected; 0 is absent. */
final class Conditions {
  private Conditions() {}

  /** Puts an item in place of one whose number is this, or, for 0, of none. */
  static TransactWriteItem put(
      String table, Map<String, AttributeValue> item, String number, long expected) {
    Text text = new Text(Map.of(number, expected));
    return TransactWriteItem.builder()
        .put(
            p ->
                p.tableName(table)
                    .item(item)
                    .conditionExpression(text.expression)
                    .expressionAttributeNames(text.names)
                    .expressionAttributeValues(text.valuesOrNull()))
        .build();
  }

  /** Puts an item whose key nothing may have. */
  static TransactWriteItem putNew(String table, Map<String, AttributeValue> item) {
    return put(table, item, Values.ENTRY, 0);
  }

  /** Puts an item, whatever is there. */
  static TransactWriteItem put(String table, Map<String, AttributeValue> item) {
    return TransactWriteItem.builder().put(p -> p.tableName(table).item(item)).build();
  }

  /** Deletes an item whose text is this. */
  static TransactWriteItem deleteIf(
      String table, Map<String, AttributeValue> key, String attribute, String expected) {
    return TransactWriteItem.builder()
        .delete(
            d ->
                d.tableName(table)
                    .key(key)
                    .conditionExpression("#a = :a")
                    .expressionAttributeNames(Map.of("#a", attribute))
                    .expressionAttributeValues(Map.of(":a", Values.text(expected))))
        .build();
  }

  /** Checks an item's numbers. */
  static TransactWriteItem check(
      String table, Map<String, AttributeValue> key, Map<String, Long> expected) {
    Text text = new Text(expected);
    return TransactWriteItem.builder()
        .conditionCheck(
            c ->
                c.tableName(table)
                    .key(key)
                    .conditionExpression(text.expression)
                    .expressionAttributeNames(text.names)
                    .expressionAttributeValues(text.valuesOrNull()))
        .build();
  }

  private static final class Text {
    private final Map<String, String> names = new LinkedHashMap<>();
    private final Map<String, AttributeValue> values = new LinkedHashMap<>();
    private final String expression;

    Text(Map<String, Long> expected) {
      List<String> parts = new ArrayList<>();
      expected.forEach(
          (name, number) -> {
            String n = "#n" + parts.size();
            String v = ":v" + parts.size();
            names.put(n, name);
            if (number == 0) {
              // A number is written as 0 where the item is there for another reason.
              boolean isKey = name.equals(Values.ENTRY);
              parts.add(
                  isKey
                      ? "attribute_not_exists(" + n + ")"
                      : "(attribute_not_exists(%s) OR %s = %s)".formatted(n, n, v));
              if (isKey) {
                return;
              }
            } else {
              parts.add(n + " = " + v);
            }
            values.put(v, Values.number(number));
          });
      expression = String.join(" AND ", parts);
    }

    /** DynamoDB refuses values that no expression mentions, and an empty map. */
    @SuppressWarnings("NullAway") // the SDK takes null for not set
    Map<String, AttributeValue> valuesOrNull() {
      return values.isEmpty() ? null : values;
    }
  }
}
