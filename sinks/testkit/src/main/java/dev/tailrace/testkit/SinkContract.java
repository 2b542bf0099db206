package dev.tailrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.KeySchema;
import dev.tailrace.item.KeySchema.KeyAttribute;
import dev.tailrace.projection.MetaColumn;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.Change;
import dev.tailrace.sink.CheckpointMove;
import dev.tailrace.sink.Commit;
import dev.tailrace.sink.CommitOutcome;
import dev.tailrace.sink.DataFileLoad;
import dev.tailrace.sink.ItemReader;
import dev.tailrace.sink.LifeRow;
import dev.tailrace.sink.LoadOutcome;
import dev.tailrace.sink.ShardRef;
import dev.tailrace.sink.TableId;
import dev.tailrace.sink.TableState;
import dev.tailrace.sink.TargetTable;
import dev.tailrace.sink.Work;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the contract suites share: a fresh warehouse for each test, and short ways to say what is
 * done to it. The suites are its subclasses.
 */
public abstract class SinkContract {
  /** What the sink's clock must say. */
  protected static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-02-03T04:05:06.789Z"));

  static final long EPOCH = 7;
  static final TableId TABLE = new TableId("shop", "orders");
  static final ShardRef SHARD = new ShardRef("arn:aws:dynamodb:x:1:table/orders/stream/a", "s-1");
  static final KeySchema TEXT_KEY = key("pk", AttributeType.S);
  static final TargetTable TARGET = new TargetTable("main", "Orders", TEXT_KEY);
  static final Instant EXPORT_TIME = Instant.parse("2025-12-31T00:00:00Z");

  private @TempDir Path folder;
  private Warehouse warehouse;
  private long version;

  /** The suites are subclasses; they have no state of their own to set up. */
  @SuppressWarnings("NullAway.Init") // JUnit fills the folder in, the set-up opens the warehouse
  protected SinkContract() {}

  /** Opens a warehouse in an empty folder, with {@link #CLOCK}. */
  protected abstract Warehouse open(Path folder);

  @BeforeEach
  void openWarehouse() {
    warehouse = open(folder);
  }

  @AfterEach
  void closeWarehouse() {
    // It is not there where opening it was skipped or failed.
    if (warehouse != null) {
      warehouse.close();
    }
  }

  static KeySchema key(String name, AttributeType type) {
    return new KeySchema(List.of(new KeyAttribute(name, type)));
  }

  static KeySchema key(String name, AttributeType type, String sort, AttributeType sortType) {
    return new KeySchema(List.of(new KeyAttribute(name, type), new KeyAttribute(sort, sortType)));
  }

  static Changes changes(KeySchema schema) {
    return new Changes(schema, SHARD);
  }

  Warehouse warehouse() {
    return warehouse;
  }

  boolean has(Trait trait) {
    return !warehouse.lacks().contains(trait);
  }

  long version() {
    return version;
  }

  TableState state() {
    return warehouse.sink().read(TABLE);
  }

  CommitOutcome commit(Commit commit) {
    CommitOutcome outcome = warehouse.sink().commit(commit);
    if (outcome instanceof CommitOutcome.Applied && commit.table().equals(TABLE)) {
      version += commit.nextLife().isPresent() ? 1 : 0;
    }
    return outcome;
  }

  /** A commit of the usual table and epoch that expects the life as it is and leaves it. */
  Commit with(List<CheckpointMove> moves, Work... work) {
    return new Commit(TABLE, version, Optional.empty(), moves, List.of(work));
  }

  void apply(Work... work) {
    assertThat(commit(with(List.of(), work))).isInstanceOf(CommitOutcome.Applied.class);
  }

  void merge(TargetTable target, Change... changes) {
    apply(new Work.Merge(target, List.of(changes)));
  }

  /** Moves the life to the next version, with some work. */
  void enter(String phase, Work... work) {
    LifeRow life = new LifeRow(version + 1, EPOCH, phase, "{}");
    Commit commit = new Commit(TABLE, version, Optional.of(life), List.of(), List.of(work));
    assertThat(commit(commit)).isInstanceOf(CommitOutcome.Applied.class);
  }

  void startBackfill(TargetTable target) {
    TableShape shape = TableShape.ofKey(target.key(), target.options());
    enter("LOADING", new Work.CreateShadow(target, shape));
  }

  /** Makes an empty live table. */
  void goLive(TargetTable target) {
    startBackfill(target);
    enter("STREAMING", new Work.Swap(target));
  }

  LoadOutcome load(TargetTable target, String fileKey, ItemReader items) {
    return warehouse.sink().load(dataFile(version, target, fileKey, DataFileLoad.Kind.FULL, items));
  }

  /** Loads what changed into the shadow table. */
  LoadOutcome loadChanges(TargetTable target, String fileKey, ItemReader items) {
    return warehouse
        .sink()
        .load(dataFile(version, target, fileKey, DataFileLoad.Kind.CHANGES, items));
  }

  static DataFileLoad dataFile(
      long version, TargetTable target, String fileKey, DataFileLoad.Kind kind, ItemReader items) {
    return new DataFileLoad(TABLE, version, target, fileKey, EXPORT_TIME, kind, items);
  }

  /** The rows of a table without those metadata columns that tell where a row comes from. */
  List<Map<String, String>> rows(TargetTable target) {
    return warehouse.rows(target).stream().map(SinkContract::withoutOrigin).toList();
  }

  private static Map<String, String> withoutOrigin(Map<String, String> row) {
    // Not a copy: a warehouse may compare JSON in a way of its own.
    Map<String, String> rest = row;
    rest.remove(MetaColumn.SEQUENCE.columnName());
    rest.remove(MetaColumn.COMMITTED_AT.columnName());
    rest.remove(MetaColumn.SYNCED_AT.columnName());
    return rest;
  }
}
