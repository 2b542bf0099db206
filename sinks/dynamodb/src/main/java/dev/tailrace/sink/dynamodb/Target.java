package dev.tailrace.sink.dynamodb;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.KeySchema;
import dev.tailrace.item.KeySchema.KeyAttribute;
import dev.tailrace.sink.TargetTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What the state table says of a target table that Tailrace made or took over.
 *
 * @param name the DynamoDB table's name
 * @param owner the pipeline and source table that it is filled from
 * @param made whether Tailrace made it; false for a table that was there, empty
 * @param tableId as in {@link TableAdmin.Found}, empty while it is being made
 */
record Target(
    String name,
    String owner,
    KeySchema key,
    String options,
    Status status,
    boolean made,
    String tableId) {
  /** How far it is. */
  enum Status {
    /** It is being made, or emptied: what it holds does not count. */
    MAKING,
    /** A backfill fills it. */
    FILLING,
    /** It holds what the source holds. */
    LIVE
  }

  private static final String ENTRY = "target";
  private static final String OWNER = "owner";
  private static final String KEY = "key_schema";
  private static final String OPTIONS = "options";
  private static final String STATUS = "status";
  private static final String MADE = "made";
  private static final String TABLE_ID = "table_id";

  static Map<String, AttributeValue> itemKey(String name) {
    return Values.key("target#" + name, ENTRY);
  }

  static Target of(String name, Map<String, AttributeValue> item) {
    List<KeyAttribute> key = new ArrayList<>();
    Optional.ofNullable(item.get(KEY))
        .map(AttributeValue::l)
        .orElse(List.of())
        .forEach(
            part ->
                key.add(
                    new KeyAttribute(
                        part.l().get(0).s(), AttributeType.valueOf(part.l().get(1).s()))));
    return new Target(
        name,
        Values.text(item, OWNER),
        new KeySchema(key),
        Values.text(item, OPTIONS),
        Status.valueOf(Values.text(item, STATUS)),
        Boolean.parseBoolean(Values.text(item, MADE)),
        Values.text(item, TABLE_ID));
  }

  Map<String, AttributeValue> item() {
    Map<String, AttributeValue> item = itemKey(name);
    item.put(OWNER, Values.text(owner));
    item.put(
        KEY,
        AttributeValue.fromL(
            key.attributes().stream()
                .map(
                    a ->
                        AttributeValue.fromL(
                            List.of(Values.text(a.name()), Values.text(a.type().name()))))
                .toList()));
    item.put(OPTIONS, Values.text(options));
    item.put(STATUS, Values.text(status.name()));
    item.put(MADE, Values.text(Boolean.toString(made)));
    item.put(TABLE_ID, Values.text(tableId));
    return item;
  }

  Target at(Status next) {
    return new Target(name, owner, key, options, next, made, tableId);
  }

  Target withTable(String id, Status next) {
    return new Target(name, owner, key, options, next, made, id);
  }

  boolean fits(TargetTable asked) {
    return key.equals(asked.key()) && options.equals(asked.options().toText());
  }
}
