package dev.tailrace.stream;

import dev.tailrace.core.Failure;
import dev.tailrace.lease.LeaseTable;
import dev.tailrace.lease.LeaseTable.Lease;
import dev.tailrace.lease.LeaseTable.Worker;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/**
 * A lease table in DynamoDB: one item for each worker and each unit, written under conditions. Its
 * keys are the strings {@code pipeline} and {@code unit}.
 */
public final class DynamoDbLeaseStore implements LeaseStore {
  private static final String PIPELINE = "pipeline";
  private static final String UNIT = "unit";
  private static final String OWNER = "owner";
  private static final String EPOCH = "epoch";
  private static final String BEAT = "beat";
  private static final String WORKER_PREFIX = "worker#";
  private static final List<KeySchemaElement> KEYS =
      List.of(
          KeySchemaElement.builder().attributeName(PIPELINE).keyType(KeyType.HASH).build(),
          KeySchemaElement.builder().attributeName(UNIT).keyType(KeyType.RANGE).build());

  private final DynamoDbClient client;
  private final String table;
  private final String pipeline;

  private DynamoDbLeaseStore(DynamoDbClient client, String table, String pipeline) {
    this.client = client;
    this.table = table;
    this.pipeline = pipeline;
  }

  /**
   * Opens the table, which is made if it is missing: billed by request, since its load is small.
   *
   * @param client stays the caller's
   * @throws StreamException when it can't be made or has other keys; the message has the mend
   */
  public static DynamoDbLeaseStore open(DynamoDbClient client, String table, String pipeline) {
    DynamoDbLeaseStore store = new DynamoDbLeaseStore(client, table, pipeline);
    store.sorted(store::createIfMissing);
    return store;
  }

  private boolean createIfMissing() {
    try {
      checkKeys(client.describeTable(r -> r.tableName(table)).table().keySchema());
    } catch (ResourceNotFoundException e) {
      create();
    }
    client.waiter().waitUntilTableExists(r -> r.tableName(table));
    return true;
  }

  private void checkKeys(List<KeySchemaElement> keys) {
    if (!keys.equals(KEYS)) {
      throw new StreamException(
          new Failure(
              Failure.Kind.REFUSED,
              "lease table %s: its keys are %s, not pipeline and unit; name another one in leases.table, which is made if it is missing"
                  .formatted(table, keys.stream().map(KeySchemaElement::attributeName).toList())));
    }
  }

  private static AttributeDefinition stringNamed(String name) {
    return AttributeDefinition.builder()
        .attributeName(name)
        .attributeType(ScalarAttributeType.S)
        .build();
  }

  private void create() {
    try {
      client.createTable(
          r ->
              r.tableName(table)
                  .billingMode(BillingMode.PAY_PER_REQUEST)
                  .attributeDefinitions(List.of(stringNamed(PIPELINE), stringNamed(UNIT)))
                  .keySchema(KEYS));
    } catch (ResourceInUseException anotherWorkerWasFirst) {
      // It is being made; the waiter sees to the rest.
      return;
    }
  }

  @Override
  public void beat(Worker worker) {
    Map<String, AttributeValue> item = key(WORKER_PREFIX + worker.id());
    item.put(BEAT, number(worker.beat()));
    sorted(() -> client.putItem(r -> r.tableName(table).item(item)));
  }

  @Override
  public LeaseTable look() {
    List<Worker> workers = new ArrayList<>();
    List<Lease> leases = new ArrayList<>();
    sorted(
        () -> {
          client
              .queryPaginator(
                  r ->
                      r.tableName(table)
                          .consistentRead(true)
                          .keyConditionExpression("pipeline = :p")
                          .expressionAttributeValues(Map.of(":p", text(pipeline))))
              .items()
              .forEach(item -> read(item, workers, leases));
          return true;
        });
    return new LeaseTable(workers, leases);
  }

  private static void read(
      Map<String, AttributeValue> item, List<Worker> workers, List<Lease> leases) {
    String unit = required(item, UNIT).s();
    if (unit.startsWith(WORKER_PREFIX)) {
      workers.add(
          new Worker(
              unit.substring(WORKER_PREFIX.length()), Long.parseLong(required(item, BEAT).n())));
      return;
    }
    leases.add(
        new Lease(
            unit,
            Optional.ofNullable(item.get(OWNER)).map(AttributeValue::s),
            Long.parseLong(required(item, EPOCH).n())));
  }

  private static AttributeValue required(Map<String, AttributeValue> item, String name) {
    AttributeValue value = item.get(name);
    if (value == null) {
      throw new StreamException(
          new Failure(
              Failure.Kind.REFUSED,
              "the lease table holds an item without %s, which Tailrace did not write: %s"
                  .formatted(name, item)));
    }
    return value;
  }

  @Override
  public boolean take(String worker, String unit, Optional<Lease> seen, long epoch) {
    Map<String, AttributeValue> item = key(unit);
    item.put(OWNER, text(worker));
    item.put(EPOCH, number(epoch));
    PutItemRequest.Builder put = PutItemRequest.builder().tableName(table).item(item);
    if (seen.isEmpty()) {
      put.conditionExpression("attribute_not_exists(epoch)");
      return happened(() -> client.putItem(put.build()));
    }
    Map<String, AttributeValue> values = new LinkedHashMap<>();
    values.put(":e", number(seen.get().epoch()));
    seen.get().owner().ifPresent(owner -> values.put(":o", text(owner)));
    put.conditionExpression(
            seen.get().owner().isPresent()
                ? "epoch = :e AND #o = :o"
                : "epoch = :e AND attribute_not_exists(#o)")
        .expressionAttributeNames(Map.of("#o", OWNER))
        .expressionAttributeValues(values);
    return happened(() -> client.putItem(put.build()));
  }

  @Override
  public void giveBack(String worker, String unit, long epoch) {
    Map<String, AttributeValue> item = key(unit);
    item.put(EPOCH, number(epoch));
    happened(
        () ->
            client.putItem(
                r ->
                    r.tableName(table)
                        .item(item)
                        .conditionExpression("epoch = :e AND #o = :o")
                        .expressionAttributeNames(Map.of("#o", OWNER))
                        .expressionAttributeValues(
                            Map.of(":e", number(epoch), ":o", text(worker)))));
  }

  @Override
  public void forget(String worker, String unit, long epoch) {
    happened(
        () ->
            client.deleteItem(
                r ->
                    r.tableName(table)
                        .key(key(unit))
                        .conditionExpression("epoch = :e AND #o = :o")
                        .expressionAttributeNames(Map.of("#o", OWNER))
                        .expressionAttributeValues(
                            Map.of(":e", number(epoch), ":o", text(worker)))));
  }

  @Override
  public void bury(Worker worker) {
    DeleteItemRequest.Builder delete =
        DeleteItemRequest.builder()
            .tableName(table)
            .key(key(WORKER_PREFIX + worker.id()))
            .conditionExpression("beat = :b")
            .expressionAttributeValues(Map.of(":b", number(worker.beat())));
    happened(() -> client.deleteItem(delete.build()));
  }

  @Override
  public void leave(String worker) {
    sorted(() -> client.deleteItem(r -> r.tableName(table).key(key(WORKER_PREFIX + worker))));
  }

  /** Makes a conditional write; false when the condition did not hold. */
  private boolean happened(Runnable write) {
    return sorted(
        () -> {
          try {
            write.run();
            return true;
          } catch (ConditionalCheckFailedException e) {
            return false;
          }
        });
  }

  private <T> T sorted(Supplier<T> call) {
    return StreamErrors.sorted("lease table " + table, call);
  }

  private Map<String, AttributeValue> key(String unit) {
    Map<String, AttributeValue> key = new LinkedHashMap<>();
    key.put(PIPELINE, text(pipeline));
    key.put(UNIT, text(unit));
    return key;
  }

  private static AttributeValue text(String value) {
    return AttributeValue.builder().s(value).build();
  }

  private static AttributeValue number(long value) {
    return AttributeValue.builder().n(Long.toString(value)).build();
  }
}
