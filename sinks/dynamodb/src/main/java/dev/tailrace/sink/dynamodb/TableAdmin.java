package dev.tailrace.sink.dynamodb;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.KeySchema;
import dev.tailrace.item.KeySchema.KeyAttribute;
import dev.tailrace.sink.SinkException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

/** Makes and drops tables, and waits until that is so. Safe for use by several threads. */
final class TableAdmin {
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final int MOST_LOOKS = 600;

  private final DynamoDbClient client;
  private final Pause pause;

  TableAdmin(DynamoDbClient client, Pause pause) {
    this.client = client;
    this.pause = pause;
  }

  /**
   * A table that is there.
   *
   * @param id what another table of the name does not have: AWS's id, or else when it was made
   */
  record Found(String id, KeySchema key) {}

  /** The table of this name, once it can be used; a table that is being deleted is none. */
  Optional<Found> find(String table) {
    Optional<TableDescription> seen =
        awaited(table, d -> d.tableStatus() != TableStatus.CREATING && !isGoing(d));
    return seen.map(d -> new Found(id(d), key(d)));
  }

  /** Makes a table that is billed by request, unless another process was first; returns it. */
  Found create(String table, KeySchema key) {
    try {
      client.createTable(
          r ->
              r.tableName(table)
                  .billingMode(BillingMode.PAY_PER_REQUEST)
                  .attributeDefinitions(
                      key.attributes().stream().map(TableAdmin::definition).toList())
                  .keySchema(elements(key)));
    } catch (ResourceInUseException e) {
      return found(table);
    } catch (software.amazon.awssdk.core.exception.SdkException e) {
      throw Failures.of("table " + table, e);
    }
    return found(table);
  }

  private Found found(String table) {
    return find(table)
        .orElseThrow(
            () ->
                new SinkException.Unavailable(
                    "table %s was made and is gone again".formatted(table),
                    new IllegalStateException()));
  }

  /** Drops a table, and waits until it is gone; one that is gone is left so. */
  void drop(String table) {
    Failures.sorted(
        "table " + table,
        () -> {
          try {
            client.deleteTable(r -> r.tableName(table));
          } catch (ResourceNotFoundException | ResourceInUseException goneOrGoing) {
            return false;
          }
          return true;
        });
    awaited(table, d -> false);
  }

  /** Looks until the table is as wanted, or not there. */
  private Optional<TableDescription> awaited(
      String table, java.util.function.Predicate<TableDescription> wanted) {
    for (int i = 0; i < MOST_LOOKS; i++) {
      Optional<TableDescription> seen = describe(table);
      if (seen.isEmpty() || wanted.test(seen.get())) {
        return seen;
      }
      pause.pause(LOOK_EVERY);
    }
    throw new SinkException.Unavailable(
        "table %s is still being made or dropped".formatted(table), new IllegalStateException());
  }

  private Optional<TableDescription> describe(String table) {
    return Failures.sorted(
        "table " + table,
        () -> {
          try {
            return Optional.of(client.describeTable(r -> r.tableName(table)).table());
          } catch (ResourceNotFoundException e) {
            return Optional.empty();
          }
        });
  }

  private static String id(TableDescription table) {
    return Optional.ofNullable(table.tableId())
        .orElseGet(() -> String.valueOf(table.creationDateTime()));
  }

  private static boolean isGoing(TableDescription table) {
    return table.tableStatus() == TableStatus.DELETING;
  }

  private static AttributeDefinition definition(KeyAttribute attribute) {
    return AttributeDefinition.builder()
        .attributeName(attribute.name())
        .attributeType(ScalarAttributeType.fromValue(attribute.type().name()))
        .build();
  }

  private static List<KeySchemaElement> elements(KeySchema key) {
    List<KeySchemaElement> elements = new ArrayList<>();
    for (KeyAttribute attribute : key.attributes()) {
      elements.add(
          KeySchemaElement.builder()
              .attributeName(attribute.name())
              .keyType(elements.isEmpty() ? KeyType.HASH : KeyType.RANGE)
              .build());
    }
    return elements;
  }

  private static KeySchema key(TableDescription table) {
    Map<String, AttributeType> types = new LinkedHashMap<>();
    table
        .attributeDefinitions()
        .forEach(
            d -> types.put(d.attributeName(), AttributeType.valueOf(d.attributeTypeAsString())));
    List<KeyAttribute> attributes = new ArrayList<>();
    for (KeyType part : List.of(KeyType.HASH, KeyType.RANGE)) {
      table.keySchema().stream()
          .filter(e -> e.keyType() == part)
          .map(KeySchemaElement::attributeName)
          .forEach(
              n -> attributes.add(new KeyAttribute(n, types.getOrDefault(n, AttributeType.S))));
    }
    return new KeySchema(attributes);
  }
}
