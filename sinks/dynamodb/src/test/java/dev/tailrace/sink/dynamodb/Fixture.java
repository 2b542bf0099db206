package dev.tailrace.sink.dynamodb;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.Item;
import dev.tailrace.item.KeySchema;
import dev.tailrace.item.KeySchema.KeyAttribute;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.Change;
import dev.tailrace.sink.CheckpointMove;
import dev.tailrace.sink.Commit;
import dev.tailrace.sink.CommitOutcome;
import dev.tailrace.sink.DataFileLoad;
import dev.tailrace.sink.LifeRow;
import dev.tailrace.sink.LoadOutcome;
import dev.tailrace.sink.Position;
import dev.tailrace.sink.SequenceNumber;
import dev.tailrace.sink.ShardRef;
import dev.tailrace.sink.Sink;
import dev.tailrace.sink.TableId;
import dev.tailrace.sink.TargetTable;
import dev.tailrace.sink.Work;
import dev.tailrace.testkit.Changes;
import dev.tailrace.testkit.Items;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A sink with tables of its own, and short ways to say what is done to one of them. */
final class Fixture implements AutoCloseable {
  static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-02-03T04:05:06Z"));
  static final KeySchema KEY = new KeySchema(List.of(new KeyAttribute("pk", AttributeType.S)));
  static final TableId TABLE = new TableId("shop", "orders");
  static final TargetTable TARGET = new TargetTable("main", "Orders", KEY);
  static final ShardRef SHARD = new ShardRef("arn", "shard-1");

  /** Waits for nothing, so that tests of retries take no time. */
  static final Pause AT_ONCE = length -> {};

  final DynamoDbSettings settings;
  final DynamoDbClient client;
  final Sink sink;
  final Changes changes = new Changes(KEY, SHARD);
  private long version;

  private Fixture(DynamoDbSettings settings, DynamoDbClient client, Pause pause) {
    this.settings = settings;
    this.client = client;
    this.sink = DynamoDbSink.open(client, settings, CLOCK, System::nanoTime, pause);
  }

  static Fixture open(ExecutionInterceptor... interceptors) {
    return new Fixture(
        LocalDynamoDb.settingsWithState(),
        LocalDynamoDb.client(List.of(interceptors)),
        Pause.SLEEP);
  }

  static Fixture openInNoTime(ExecutionInterceptor... interceptors) {
    return new Fixture(
        LocalDynamoDb.settingsWithState(), LocalDynamoDb.client(List.of(interceptors)), AT_ONCE);
  }

  /** A sink that looks at the state so often, on tables of its own. */
  static Fixture checking(Duration every, ExecutionInterceptor... interceptors) {
    return new Fixture(
        withCheckEvery(LocalDynamoDb.settingsWithState(), every),
        LocalDynamoDb.client(List.of(interceptors)),
        Pause.SLEEP);
  }

  /** Another process on the same tables, as it is now. */
  Fixture another() {
    Fixture other = new Fixture(settings, LocalDynamoDb.client(List.of()), Pause.SLEEP);
    other.version = version;
    return other;
  }

  private static DynamoDbSettings withCheckEvery(DynamoDbSettings s, Duration every) {
    return new DynamoDbSettings(
        s.region(),
        s.endpoint(),
        s.roleArn(),
        s.externalId(),
        s.stateTable(),
        s.tablePrefix(),
        s.rate(),
        s.burst(),
        1,
        every,
        s.answerTimeout());
  }

  String tableName() {
    return settings.tablePrefix() + TARGET.name();
  }

  static String item(String pk, int n) {
    return "{\"pk\":{\"S\":\"%s\"},\"n\":{\"N\":\"%d\"}}".formatted(pk, n);
  }

  static Map<String, AttributeValue> values(String json) {
    return AttributeValues.of(Item.of(json));
  }

  CommitOutcome commit(List<CheckpointMove> moves, Work... work) {
    return sink.commit(new Commit(TABLE, version, Optional.empty(), moves, List.of(work)));
  }

  CommitOutcome merge(Change... merged) {
    return commit(List.of(), new Work.Merge(TARGET, List.of(merged)));
  }

  CommitOutcome enter(String phase, Work... work) {
    LifeRow life = new LifeRow(version + 1, 1, phase, "{}");
    CommitOutcome outcome =
        sink.commit(new Commit(TABLE, version, Optional.of(life), List.of(), List.of(work)));
    version += outcome instanceof CommitOutcome.Applied ? 1 : 0;
    return outcome;
  }

  void startBackfill() {
    enter("LOADING", new Work.CreateShadow(TARGET, TableShape.ofKey(KEY)));
  }

  void goLive() {
    startBackfill();
    enter("STREAMING", new Work.Swap(TARGET));
  }

  LoadOutcome load(String file, String... json) {
    return sink.load(
        new DataFileLoad(
            TABLE, version, TARGET, file, Instant.EPOCH, DataFileLoad.Kind.FULL, Items.of(json)));
  }

  static Position after(String sequence) {
    return new Position.After(SequenceNumber.of(sequence));
  }

  static CheckpointMove move(Optional<Position> expected, Position next, long epoch) {
    return new CheckpointMove(SHARD, expected, next, epoch, Optional.empty());
  }

  /** The target's items by key. */
  Map<String, Map<String, AttributeValue>> items() {
    Map<String, Map<String, AttributeValue>> items = new TreeMap<>();
    LocalDynamoDb.scan(tableName()).forEach(i -> items.put(Values.text(i, "pk"), i));
    return items;
  }

  @Override
  public void close() {
    sink.close();
    client.close();
  }
}
