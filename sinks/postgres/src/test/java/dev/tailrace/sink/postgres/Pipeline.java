package dev.tailrace.sink.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.KeySchema;
import dev.tailrace.item.KeySchema.KeyAttribute;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.Change;
import dev.tailrace.sink.Commit;
import dev.tailrace.sink.CommitOutcome;
import dev.tailrace.sink.DataFileLoad;
import dev.tailrace.sink.LifeRow;
import dev.tailrace.sink.LoadOutcome;
import dev.tailrace.sink.ShardRef;
import dev.tailrace.sink.Sink;
import dev.tailrace.sink.TableId;
import dev.tailrace.sink.TargetTable;
import dev.tailrace.sink.Work;
import dev.tailrace.testkit.Changes;
import dev.tailrace.testkit.Items;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One source table's way into a warehouse, in the few steps that tests need. */
final class Pipeline {
  static final TableId TABLE = new TableId("shop", "orders");

  private final Sink sink;
  private final TargetTable target;
  private final Changes changes;
  private long version;

  Pipeline(Sink sink, TargetTable target) {
    this.sink = sink;
    this.target = target;
    this.changes = new Changes(target.key(), new ShardRef("arn", "shard"));
  }

  static KeySchema key(String name, AttributeType type) {
    return new KeySchema(List.of(new KeyAttribute(name, type)));
  }

  static KeySchema key(String name, AttributeType type, String sort, AttributeType sortType) {
    return new KeySchema(List.of(new KeyAttribute(name, type), new KeyAttribute(sort, sortType)));
  }

  TargetTable target() {
    return target;
  }

  long version() {
    return version;
  }

  Commit toNextLife(Work... work) {
    LifeRow next = new LifeRow(version + 1, 1, "TEST", "{}");
    return new Commit(TABLE, version, Optional.of(next), List.of(), List.of(work));
  }

  void enter(Work... work) {
    assertThat(sink.commit(toNextLife(work))).isInstanceOf(CommitOutcome.Applied.class);
    version++;
  }

  void startBackfill() {
    enter(new Work.CreateShadow(target, TableShape.ofKey(target.key(), target.options())));
  }

  void swap() {
    enter(new Work.Swap(target));
  }

  void goLive() {
    startBackfill();
    swap();
  }

  long load(String file, String... items) {
    LoadOutcome outcome =
        sink.load(
            new DataFileLoad(
                TABLE,
                version,
                target,
                file,
                Instant.EPOCH,
                DataFileLoad.Kind.FULL,
                Items.of(items)));
    assertThat(outcome).isInstanceOf(LoadOutcome.Loaded.class);
    return ((LoadOutcome.Loaded) outcome).items();
  }

  Commit merge(List<Change> all) {
    return new Commit(
        TABLE, version, Optional.empty(), List.of(), List.of(new Work.Merge(target, all)));
  }

  void upsert(String... items) {
    List<Change> all = Stream.of(items).map(changes::upsert).toList();
    assertThat(sink.commit(merge(all))).isInstanceOf(CommitOutcome.Applied.class);
  }

  /** The same source table's way into a table with other options, from where it is now. */
  Pipeline with(TargetTable other) {
    Pipeline pipeline = new Pipeline(sink, other);
    pipeline.version = version;
    return pipeline;
  }

  /** The same way, from where it is now, through another sink. */
  Pipeline through(Sink other) {
    Pipeline pipeline = new Pipeline(other, target);
    pipeline.version = version;
    return pipeline;
  }

  void append(String... items) {
    List<Change> all = Stream.of(items).map(changes::upsert).toList();
    Commit commit =
        new Commit(TABLE, version, Optional.empty(), List.of(), List.of(new Work.AppendLog(all)));
    assertThat(sink.commit(commit)).isInstanceOf(CommitOutcome.Applied.class);
  }

  void delete(String... items) {
    List<Change> all = Stream.of(items).map(changes::delete).toList();
    assertThat(sink.commit(merge(all))).isInstanceOf(CommitOutcome.Applied.class);
  }
}
