package dev.tailrace.sink.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.Item;
import dev.tailrace.item.ItemKey;
import dev.tailrace.item.KeySchema;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.Change;
import dev.tailrace.sink.CheckpointMove;
import dev.tailrace.sink.Commit;
import dev.tailrace.sink.CommitOutcome;
import dev.tailrace.sink.LifeRow;
import dev.tailrace.sink.Origin;
import dev.tailrace.sink.Position;
import dev.tailrace.sink.SequenceNumber;
import dev.tailrace.sink.ShardRef;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.TableId;
import dev.tailrace.sink.TargetTable;
import dev.tailrace.sink.Work;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the sink makes of a network and a service that fail half way. */
final class FaultsTest {
  @BeforeAll
  static void needsAServer() {
    Server.port();
  }

  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-02-03T04:05:06Z"));
  private static final TableId TABLE = new TableId("shop", "orders");
  private static final ShardRef SHARD = new ShardRef("arn", "s-1");
  private static final KeySchema KEY =
      new KeySchema(List.of(new KeySchema.KeyAttribute("pk", AttributeType.S)));
  private static final TargetTable TARGET = new TargetTable("main", "Orders", KEY);
  private static final String EXPIRED =
      "{\"data\":{\"errorCode\":\"390114\"},\"code\":\"390114\",\"message\":\"Authentication token has expired.\",\"success\":false}";

  private SnowflakeWarehouse warehouse;
  private FaultProxy proxy;
  private SnowflakeSink sink;

  @SuppressWarnings("NullAway.Init") // the set-up makes them
  FaultsTest() {}

  @BeforeEach
  void open() throws IOException {
    proxy = new FaultProxy(Server.port());
    warehouse = new SnowflakeWarehouse(CLOCK);
    String url = warehouse.url().replace(":" + Server.port(), ":" + proxy.port());
    sink =
        SnowflakeSink.open(url, Server.settings().withAnswerTimeout(Duration.ofSeconds(15)), CLOCK);
    LifeRow loading = new LifeRow(1, 1, "LOADING", "{}");
    Work shadow = new Work.CreateShadow(TARGET, TableShape.ofKey(KEY));
    sink.commit(new Commit(TABLE, 0, Optional.of(loading), List.of(), List.of(shadow)));
  }

  @AfterEach
  void close() {
    sink.close();
    warehouse.close();
    proxy.close();
  }

  private static Commit swap() {
    LifeRow streaming = new LifeRow(2, 1, "STREAMING", "{}");
    return new Commit(TABLE, 1, Optional.of(streaming), List.of(), List.of(new Work.Swap(TARGET)));
  }

  private static Commit merge(String pk) {
    Item item = Item.of("{\"pk\":{\"S\":\"" + pk + "\"}}");
    Origin origin = new Origin(SHARD, SequenceNumber.of("7"), CLOCK.instant());
    Change change = new Change.Upsert(ItemKey.of(KEY, item), item, origin);
    CheckpointMove move =
        new CheckpointMove(
            SHARD,
            Optional.empty(),
            new Position.After(SequenceNumber.of("7")),
            1,
            Optional.empty());
    return new Commit(
        TABLE,
        2,
        Optional.empty(),
        List.of(move),
        List.of(new Work.Merge(TARGET, List.of(change))));
  }

  private void assertNothingMerged() {
    assertThat(warehouse.sink().read(TABLE).checkpoints()).isEmpty();
    assertThat(warehouse.rows(TARGET)).isEmpty();
  }

  private void assertMergedOnce() {
    assertThat(warehouse.sink().read(TABLE).checkpoints()).hasSize(1);
    assertThat(warehouse.rows(TARGET)).hasSize(1);
  }

  @Test
  void aServiceThatIsAwayForAMomentIsAskedAgainByTheDriver() {
    sink.commit(swap());
    proxy.next("SELECT \\\"kind\\\"", r -> r.answer(503, ""));
    assertThat(sink.commit(merge("a"))).isInstanceOf(CommitOutcome.Applied.class);
    assertThat(proxy.isSpent()).isTrue();
    assertMergedOnce();
  }

  @Test
  void aSessionThatEndedIsUnavailableAndTheNextCallLogsInAgain() {
    sink.commit(swap());
    proxy.next("UPDATE \\\"tailrace\\\".\\\"state_", r -> r.answer(200, EXPIRED));
    assertThatThrownBy(() -> sink.commit(merge("a")))
        .isInstanceOf(SinkException.Unavailable.class)
        .hasMessageContaining("shop/orders");
    assertNothingMerged();
    assertThat(sink.commit(merge("a"))).isInstanceOf(CommitOutcome.Applied.class);
    assertMergedOnce();
  }

  @Test
  void aLostAnswerToACommitIsAnUnknownOutcomeAndReadingTells() {
    sink.commit(swap());
    proxy.next(
        "\"COMMIT\"",
        r -> {
          r.send();
          r.answer(200, EXPIRED);
        });
    assertThatThrownBy(() -> sink.commit(merge("a")))
        .isInstanceOf(SinkException.OutcomeUnknown.class);
    assertMergedOnce();
    assertThat(sink.commit(merge("a"))).isInstanceOf(CommitOutcome.Refused.class);
    assertMergedOnce();
  }

  @Test
  void aCommitThatNeverArrivedIsAnUnknownOutcomeToo() {
    sink.commit(swap());
    proxy.next("\"COMMIT\"", r -> r.answer(200, EXPIRED));
    assertThatThrownBy(() -> sink.commit(merge("a")))
        .isInstanceOf(SinkException.OutcomeUnknown.class);
    assertNothingMerged();
    assertThat(sink.commit(merge("a"))).isInstanceOf(CommitOutcome.Applied.class);
    assertMergedOnce();
  }

  @Test
  void aTransactionThatSnowflakeGaveUpChangesNothing() {
    sink.commit(swap());
    proxy.next(
        "INSERT INTO \\\"main\\\"",
        r -> {
          warehouse.execute("SELECT SYSTEM$ABORT_TRANSACTION(1)");
          r.forward();
        });
    assertThatThrownBy(() -> sink.commit(merge("a")))
        .isInstanceOf(SinkException.class)
        .isNotInstanceOf(SinkException.OutcomeUnknown.class);
    assertThat(proxy.isSpent()).isTrue();
    assertNothingMerged();
    assertThat(sink.commit(merge("a"))).isInstanceOf(CommitOutcome.Applied.class);
    assertMergedOnce();
  }

  @Test
  void whoeverReadsNextFinishesASwapThatWasInterrupted() {
    proxy.next("RENAME TO", r -> r.answer(200, EXPIRED));
    assertThat(sink.commit(swap())).isInstanceOf(CommitOutcome.Applied.class);
    assertThat(proxy.isSpent()).isTrue();
    assertThat(warehouse.sink().read(TABLE).life().orElseThrow().phase()).isEqualTo("STREAMING");
    assertThat(warehouse.columns(TARGET)).contains("pk");
    assertThat(sink.commit(merge("a"))).isInstanceOf(CommitOutcome.Applied.class);
    assertMergedOnce();
  }

  /** Begins another backfill of the live table, which has the column {@code n} too. */
  private Commit backfilledAgain(ColumnType before, ColumnType after) {
    TableShape key = TableShape.ofKey(KEY);
    LifeRow loading = new LifeRow(2, 1, "LOADING", "{}");
    Work first = new Work.CreateShadow(TARGET, key.with(Map.of("n", before)));
    sink.commit(new Commit(TABLE, 1, Optional.of(loading), List.of(), List.of(first)));
    LifeRow streaming = new LifeRow(3, 1, "STREAMING", "{}");
    Work swap = new Work.Swap(TARGET);
    sink.commit(new Commit(TABLE, 2, Optional.of(streaming), List.of(), List.of(swap)));
    Work second = new Work.CreateShadow(TARGET, key.with(Map.of("n", after, "m", after)));
    LifeRow again = new LifeRow(4, 1, "LOADING", "{}");
    sink.commit(new Commit(TABLE, 3, Optional.of(again), List.of(), List.of(second)));
    LifeRow last = new LifeRow(5, 1, "STREAMING", "{}");
    return new Commit(TABLE, 4, Optional.of(last), List.of(), List.of(swap));
  }

  @Test
  void aSwapKeepsTheTableWhoseColumnsTheShadowHas() {
    Commit swap = backfilledAgain(new ColumnType.Text(), new ColumnType.Text());
    proxy.next("INSERT OVERWRITE INTO", FaultProxy.Passing::forward);
    assertThat(sink.commit(swap)).isInstanceOf(CommitOutcome.Applied.class);
    assertThat(proxy.isSpent()).isTrue();
    assertThat(warehouse.columns(TARGET)).contains("pk", "n", "m");
  }

  @Test
  void aSwapReplacesTheTableWhoseColumnsAreOfOtherTypes() {
    Commit swap = backfilledAgain(new ColumnType.Text(), new ColumnType.Json());
    proxy.next("COPY GRANTS", FaultProxy.Passing::forward);
    assertThat(sink.commit(swap)).isInstanceOf(CommitOutcome.Applied.class);
    assertThat(proxy.isSpent()).isTrue();
    assertThat(warehouse.columns(TARGET)).contains("pk", "n", "m");
  }

  @Test
  void aSwapThatWasInterruptedBehindItsRowsIsNotDoneTwice() {
    sink.commit(swap());
    sink.commit(merge("a"));
    Work shadow = new Work.CreateShadow(TARGET, TableShape.ofKey(KEY));
    LifeRow loading = new LifeRow(3, 1, "LOADING", "{}");
    sink.commit(new Commit(TABLE, 2, Optional.of(loading), List.of(), List.of(shadow)));
    proxy.next("DROP TABLE", r -> r.answer(200, EXPIRED));
    LifeRow streaming = new LifeRow(4, 1, "STREAMING", "{}");
    Commit again =
        new Commit(TABLE, 3, Optional.of(streaming), List.of(), List.of(new Work.Swap(TARGET)));
    assertThat(sink.commit(again)).isInstanceOf(CommitOutcome.Applied.class);
    assertThat(proxy.isSpent()).isTrue();
    assertThat(warehouse.sink().read(TABLE).life().orElseThrow().version()).isEqualTo(4);
    assertThat(warehouse.rows(TARGET)).isEmpty();
    assertThat(warehouse.query("SHOW TABLES IN SCHEMA \"main\"", r -> r.getString("name")))
        .containsExactly("Orders");
  }
}
