package dev.tailrace.sink.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.KeySchema;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.Checkpoint;
import dev.tailrace.sink.CheckpointMove;
import dev.tailrace.sink.Commit;
import dev.tailrace.sink.CommitOutcome;
import dev.tailrace.sink.DataFileLoad;
import dev.tailrace.sink.LifeRow;
import dev.tailrace.sink.LoadOutcome;
import dev.tailrace.sink.Position;
import dev.tailrace.sink.SequenceNumber;
import dev.tailrace.sink.ShardRef;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.TableId;
import dev.tailrace.sink.TableState;
import dev.tailrace.sink.TargetTable;
import dev.tailrace.sink.Work;
import dev.tailrace.sink.sql.TableName;
import dev.tailrace.testkit.Changes;
import dev.tailrace.testkit.Items;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A connection breaks at each statement of a commit or a load, before it and behind it. */
final class BrokenConnectionTest {
  private static final TableId TABLE = new TableId("shop", "orders");
  private static final KeySchema KEY =
      new KeySchema(List.of(new KeySchema.KeyAttribute("pk", AttributeType.S)));
  private static final TargetTable TARGET = new TargetTable("main", "orders", KEY);
  private static final TargetTable BUILT = new TargetTable("main", "built", KEY);
  private static final ShardRef SHARD = new ShardRef("arn", "shard");

  private final Changes changes = new Changes(KEY, SHARD);
  private PostgresWarehouse warehouse;
  private Wire wire;
  private PostgresSink sink;
  private int committed;

  @BeforeEach
  void openThroughTheWire() throws IOException {
    warehouse = new PostgresWarehouse(InstantSource.system());
    wire = new Wire(Server.one().port());
    sink =
        PostgresSink.open(
            warehouse.urlAt(wire.port()) + "?sslmode=disable&gssEncMode=disable",
            PostgresSettings.defaults(),
            InstantSource.system());
    life(0, new Work.CreateShadow(TARGET, TableShape.ofKey(KEY)));
    life(1, new Work.Swap(TARGET), new Work.CreateShadow(BUILT, TableShape.ofKey(KEY)));
  }

  @AfterEach
  void close() throws IOException {
    sink.close();
    wire.close();
    warehouse.close();
  }

  private void life(long version, Work... work) {
    LifeRow next = new LifeRow(version + 1, 1, "TEST", "{}");
    assertThat(sink.commit(new Commit(TABLE, version, Optional.of(next), List.of(), List.of(work))))
        .isInstanceOf(CommitOutcome.Applied.class);
  }

  private TableState state() {
    return warehouse.sink().read(TABLE);
  }

  private Optional<Position> position() {
    return state().checkpoints().stream().map(Checkpoint::position).findFirst();
  }

  private static Position after(int number) {
    return new Position.After(SequenceNumber.of(Integer.toString(number)));
  }

  private static String item(int number) {
    return "{\"pk\":{\"S\":\"k%d\"}}".formatted(number);
  }

  /** Merges one item, appends one entry and moves the checkpoint by one. */
  private Commit next() {
    int number = committed + 1;
    CheckpointMove move =
        new CheckpointMove(
            SHARD,
            committed == 0 ? Optional.empty() : Optional.of(after(committed)),
            after(number),
            1,
            Optional.empty());
    return new Commit(
        TABLE,
        2,
        Optional.empty(),
        List.of(move),
        List.of(
            new Work.Merge(TARGET, List.of(changes.upsert(item(number)))),
            new Work.AppendLog(List.of(changes.upsert(item(number))))));
  }

  private void assertWhole(int count) {
    assertThat(position()).isEqualTo(count == 0 ? Optional.empty() : Optional.of(after(count)));
    assertThat(state().logEnd()).isEqualTo(count);
    assertThat(warehouse.query("SELECT ordinal FROM tailrace.change_log")).hasSize(count);
    assertThat(warehouse.stored(TableName.live(TARGET, new PostgresDialect()))).hasSize(count);
  }

  /** How a call ended. */
  private enum End {
    DONE,
    UNAVAILABLE,
    UNKNOWN
  }

  private static End end(Supplier<Object> call) {
    try {
      assertThat(call.get()).isInstanceOfAny(CommitOutcome.Applied.class, LoadOutcome.Loaded.class);
      return End.DONE;
    } catch (SinkException.Unavailable e) {
      return End.UNAVAILABLE;
    } catch (SinkException.OutcomeUnknown e) {
      return End.UNKNOWN;
    }
  }

  /** Breaks each statement in turn, until there are no more; after each the state is read back. */
  private int breakEachStatementOfACommit(Wire.Fault fault, int doneWhenUnknown) {
    int unknown = 0;
    for (int statement = 1; ; statement++) {
      Commit commit = next();
      wire.arm(fault, statement);
      End end = end(() -> sink.commit(commit));
      boolean whole = wire.disarm();
      int before = committed;
      switch (end) {
        case DONE -> committed++;
        case UNAVAILABLE -> assertThat(state().logEnd()).isEqualTo(committed);
        case UNKNOWN -> {
          unknown++;
          committed = (int) state().logEnd();
          assertThat(committed - before).isEqualTo(doneWhenUnknown);
        }
      }
      assertWhole(committed);
      if (whole) {
        assertThat(end).isEqualTo(End.DONE);
        assertThat(unknown).isEqualTo(1);
        return statement - 1;
      }
      assertThat(end).isNotEqualTo(End.DONE);
      // The worker goes on with a new connection.
      assertThat(sink.commit(next())).isInstanceOf(CommitOutcome.Applied.class);
      committed++;
      assertWhole(committed);
    }
  }

  @Test
  void aCommitCutBeforeAnyOfItsStatementsHasNotHappened() {
    assertThat(breakEachStatementOfACommit(Wire.Fault.CUT_BEFORE, 0)).isGreaterThan(10);
  }

  @Test
  void aCommitWhoseReplyIsLostHasHappenedAndNothingElseHas() {
    assertThat(breakEachStatementOfACommit(Wire.Fault.CUT_AFTER, 1)).isGreaterThan(10);
  }

  @Test
  void aBackendTerminatedAtAnyStatementLosesAndDoublesNothing() {
    assertThat(breakEachStatementOfACommit(Wire.Fault.TERMINATED_BEFORE, 0)).isGreaterThan(10);
  }

  @Test
  void aLoadBrokenAtAnyStatementIsThereOnceOrNotAtAll() {
    for (Wire.Fault fault : Wire.Fault.values()) {
      boolean whole = false;
      for (int statement = 1; !whole; statement++) {
        // A table of its own for each try, so that no row is there twice.
        long version = state().life().orElseThrow().version();
        life(version, new Work.CreateShadow(BUILT, TableShape.ofKey(KEY)));
        assertThat(state().loadedFiles()).isEmpty();
        whole = breakALoad(fault, statement, version + 1);
      }
    }
  }

  private boolean breakALoad(Wire.Fault fault, int statement, long version) {
    DataFileLoad load =
        new DataFileLoad(
            TABLE,
            version,
            BUILT,
            "f",
            Instant.EPOCH,
            DataFileLoad.Kind.FULL,
            Items.of(item(1), item(2), item(3)));
    wire.arm(fault, statement);
    End end = end(() -> sink.load(load));
    boolean whole = wire.disarm();
    int loaded = state().loadedFiles().size();
    switch (end) {
      case DONE -> assertThat(loaded).isEqualTo(1);
      case UNAVAILABLE -> assertThat(loaded).isZero();
      case UNKNOWN -> assertThat(loaded).isEqualTo(fault == Wire.Fault.CUT_AFTER ? 1 : 0);
    }
    assertThat(warehouse.stored(TableName.shadow(BUILT, new PostgresDialect())))
        .hasSize(3 * loaded);
    return whole;
  }
}
