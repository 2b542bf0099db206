package dev.tailrace.sink.dynamodb;

import dev.tailrace.item.Item;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.Sink;
import dev.tailrace.sink.TargetTable;
import dev.tailrace.testkit.ItemTexts;
import dev.tailrace.testkit.MemorySink;
import dev.tailrace.testkit.Trait;
import dev.tailrace.testkit.Warehouse;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The sink on DynamoDB Local; items are shown as the rows that they would be elsewhere. */
final class DynamoDbWarehouse implements Warehouse {
  private final DynamoDbClient client = LocalDynamoDb.client();
  private final DynamoDbSettings settings = LocalDynamoDb.settingsWithState();
  private final InstantSource clock;
  private final MemorySink reference;
  private ObservedSink sink;

  DynamoDbWarehouse(InstantSource clock) {
    this.clock = clock;
    this.reference = new MemorySink(clock);
    this.sink = connect();
  }

  private ObservedSink connect() {
    return new ObservedSink(DynamoDbSink.open(client, settings, clock), reference);
  }

  @Override
  public Sink sink() {
    return sink;
  }

  @Override
  public void reopen() {
    sink.close();
    sink = connect();
  }

  private String name(TargetTable table) {
    return settings.tablePrefix() + table.name();
  }

  @Override
  public List<String> columns(TargetTable table) {
    return reference.columns(table);
  }

  @Override
  public List<Map<String, String>> rows(TargetTable table) {
    TableShape shape = sink.shape(table).orElse(TableShape.ofKey(table.key()));
    List<Item> items = LocalDynamoDb.scan(name(table)).stream().map(ItemJson::of).toList();
    return ItemTexts.rows(shape, items);
  }

  /** The state table is there, for a reason that {@link LocalDynamoDb} tells. */
  @Override
  public List<String> traces() {
    List<String> traces =
        new ArrayList<>(
            client.listTablesPaginator().tableNames().stream()
                .filter(n -> n.startsWith(settings.tablePrefix()))
                .toList());
    LocalDynamoDb.scan(settings.stateTable()).forEach(i -> traces.add(settings.stateTable()));
    return traces;
  }

  /** In place of the one that is there: a table's name is taken, whoever made it. */
  @Override
  public void createForeignTable(TargetTable table) {
    TableAdmin admin = new TableAdmin(client, Pause.SLEEP);
    admin.drop(name(table));
    admin.create(name(table), table.key());
    client.putItem(
        p -> p.tableName(name(table)).item(Map.of("pk", AttributeValue.fromS("not ours"))));
  }

  @Override
  public Set<Trait> lacks() {
    return Set.of(Trait.METADATA, Trait.HIDDEN_SHADOW, Trait.ANY_NAME);
  }

  /** DynamoDB Local takes its time. */
  @Override
  public int many(int number) {
    return Math.ceilDiv(number, 10);
  }

  @Override
  public void close() {
    sink.close();
  }
}
