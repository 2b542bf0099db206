package dev.tailrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.Checkpoint;
import dev.tailrace.sink.CheckpointMove;
import dev.tailrace.sink.Commit;
import dev.tailrace.sink.CommitOutcome;
import dev.tailrace.sink.LifeRow;
import dev.tailrace.sink.Position;
import dev.tailrace.sink.SequenceNumber;
import dev.tailrace.sink.ShardRef;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.TableId;
import dev.tailrace.sink.TableState;
import dev.tailrace.sink.TargetTable;
import dev.tailrace.sink.Work;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Compare-and-set, atomicity and what outlives the process. */
public abstract class CommitContract extends SinkContract {
  private static final Position HORIZON = new Position.TrimHorizon();
  private static final Instant MADE_AT = Instant.parse("2026-02-01T10:00:00Z");

  private static Position after(String sequence) {
    return new Position.After(SequenceNumber.of(sequence));
  }

  private static CheckpointMove move(Position expected, Position next) {
    return moveUnder(EPOCH, expected, next);
  }

  private static CheckpointMove moveUnder(long epoch, Position expected, Position next) {
    return new CheckpointMove(SHARD, Optional.of(expected), next, epoch, Optional.of(MADE_AT));
  }

  private static CheckpointMove first(ShardRef shard, Position next) {
    return new CheckpointMove(shard, Optional.empty(), next, EPOCH, Optional.empty());
  }

  private void assertRefused(Commit commit) {
    TableState before = state();
    assertThat(commit(commit)).isInstanceOf(CommitOutcome.Refused.class);
    assertThat(state()).isEqualTo(before);
  }

  private void assertApplied(Commit commit) {
    assertThat(commit(commit)).isInstanceOf(CommitOutcome.Applied.class);
  }

  @Test
  void nothingIsKnownOfATableNeverSeen() {
    assertThat(state()).isEqualTo(TableState.none());
  }

  @Test
  void lifeCheckpointsAndRowsMoveTogether() {
    goLive(TARGET);
    LifeRow life = new LifeRow(version() + 1, EPOCH, "STREAMING", "{\"note\":\"é\"}");
    assertApplied(
        new Commit(
            TABLE,
            version(),
            Optional.of(life),
            List.of(first(SHARD, after("100"))),
            List.of(
                new Work.Merge(
                    TARGET, List.of(changes(TEXT_KEY).upsert("{\"pk\":{\"S\":\"a\"}}"))))));
    assertThat(state().life()).contains(life);
    assertThat(state().checkpoints())
        .containsExactly(new Checkpoint(SHARD, after("100"), EPOCH, Optional.empty()));
    assertThat(rows(TARGET)).containsExactly(Map.of("pk", "a"));
  }

  @Test
  void aRefusedCheckpointLeavesNoRowBehind() {
    goLive(TARGET);
    assertApplied(with(List.of(first(SHARD, after("100")))));
    Work work = new Work.Merge(TARGET, List.of(changes(TEXT_KEY).upsert("{\"pk\":{\"S\":\"a\"}}")));
    ShardRef other = new ShardRef("arn", "other");
    assertRefused(with(List.of(first(other, HORIZON), move(after("99"), after("101"))), work));
    assertThat(rows(TARGET)).isEmpty();
  }

  @Test
  void workThatFailsLeavesNeitherRowsNorPositionAndTheNextCommitWorks() {
    goLive(TARGET);
    assertApplied(with(List.of(first(SHARD, after("100")))));
    TableState before = state();
    Changes changes = changes(TEXT_KEY);
    TargetTable missing = new TargetTable("main", "missing", TEXT_KEY);
    Work good = new Work.Merge(TARGET, List.of(changes.upsert("{\"pk\":{\"S\":\"a\"}}")));
    Work bad = new Work.Merge(missing, List.of(changes.upsert("{\"pk\":{\"S\":\"b\"}}")));
    List<CheckpointMove> moves = List.of(move(after("100"), after("101")));
    assertThatThrownBy(() -> commit(with(moves, good, bad)))
        .isInstanceOf(SinkException.Rejected.class)
        .hasMessageContaining("missing");
    assertThat(state()).isEqualTo(before);
    assertThat(rows(TARGET)).isEmpty();
    assertApplied(with(moves, good));
    assertThat(rows(TARGET)).hasSize(1);
  }

  @Test
  void aCommitForAnotherLifeVersionIsRefused() {
    goLive(TARGET);
    Commit late =
        new Commit(
            TABLE, version() - 1, Optional.empty(), List.of(first(SHARD, HORIZON)), List.of());
    assertRefused(late);
  }

  @Test
  void aCommitReplayedAfterItsReplyWasLostIsRefused() {
    goLive(TARGET);
    Commit commit =
        with(
            List.of(first(SHARD, after("100"))),
            new Work.AppendLog(List.of(changes(TEXT_KEY).upsert("{\"pk\":{\"S\":\"a\"}}"))));
    assertApplied(commit);
    assertRefused(commit);
    assertThat(state().logEnd()).isEqualTo(1);
  }

  @Test
  void aPositionThatIsNotTheStoredOneIsRefused() {
    assertRefused(with(List.of(move(HORIZON, after("1")))));
    assertApplied(with(List.of(first(SHARD, HORIZON))));
    assertRefused(with(List.of(first(SHARD, HORIZON))));
    assertRefused(with(List.of(move(after("1"), after("2")))));
    assertApplied(with(List.of(move(HORIZON, after("0012")))));
    assertRefused(with(List.of(move(HORIZON, after("13")))));
    assertApplied(with(List.of(move(after("12"), new Position.Finished()))));
    assertRefused(with(List.of(move(after("12"), new Position.Finished()))));
    assertThat(state().checkpoints())
        .containsExactly(
            new Checkpoint(SHARD, new Position.Finished(), EPOCH, Optional.of(MADE_AT)));
  }

  @Test
  void aWriterOfAnOlderEpochIsFencedOffItsShards() {
    assertApplied(with(List.of(first(SHARD, HORIZON))));
    assertRefused(with(List.of(moveUnder(EPOCH - 1, HORIZON, after("1")))));
    assertApplied(with(List.of(moveUnder(EPOCH + 1, HORIZON, after("1")))));
    assertThat(state().checkpoints())
        .containsExactly(new Checkpoint(SHARD, after("1"), EPOCH + 1, Optional.of(MADE_AT)));
    assertRefused(with(List.of(move(after("1"), after("2")))));
  }

  @Test
  void aWriterOfAnOlderEpochIsFencedOffTheTable() {
    enter("ANCHORED");
    LifeRow late = new LifeRow(version() + 1, EPOCH - 1, "EXPORTING", "{}");
    assertRefused(new Commit(TABLE, version(), Optional.of(late), List.of(), List.of()));
  }

  @Test
  void eachShardHasAnEpochOfItsOwn() {
    ShardRef other = new ShardRef("arn", "other");
    assertApplied(
        with(
            List.of(
                new CheckpointMove(SHARD, Optional.empty(), HORIZON, EPOCH + 5, Optional.empty()),
                first(other, HORIZON))));
    assertApplied(
        with(
            List.of(
                new CheckpointMove(
                    other, Optional.of(HORIZON), after("1"), EPOCH + 1, Optional.of(MADE_AT)))));
    assertThat(state().checkpoints())
        .containsExactlyInAnyOrder(
            new Checkpoint(SHARD, HORIZON, EPOCH + 5, Optional.empty()),
            new Checkpoint(other, after("1"), EPOCH + 1, Optional.of(MADE_AT)));
  }

  @Test
  void theLifeVersionGoesUpByOne() {
    LifeRow second = new LifeRow(2, EPOCH, "ANCHORED", "{}");
    assertThatThrownBy(
            () -> commit(new Commit(TABLE, 0, Optional.of(second), List.of(), List.of())))
        .isInstanceOf(SinkException.Rejected.class);
    assertThat(state()).isEqualTo(TableState.none());
  }

  @Test
  void oneCommitMovesAShardOnce() {
    assertThatThrownBy(() -> commit(with(List.of(first(SHARD, HORIZON), first(SHARD, after("1"))))))
        .isInstanceOf(SinkException.Rejected.class);
    assertThat(state().checkpoints()).isEmpty();
  }

  @Test
  void aWholeShardTreeIsMovedAtOnce() {
    List<CheckpointMove> moves =
        IntStream.range(0, 5000)
            .mapToObj(i -> first(new ShardRef("arn", "shard-" + i), HORIZON))
            .toList();
    assertApplied(with(moves));
    assertThat(state().checkpoints()).hasSize(5000);
  }

  @Test
  void ofManyWritersOnOnePositionOneWins() throws Exception {
    assertApplied(with(List.of(first(SHARD, HORIZON))));
    List<Callable<CommitOutcome>> writers = new ArrayList<>();
    for (int i = 1; i <= 8; i++) {
      Commit commit = with(List.of(move(HORIZON, after(Integer.toString(i)))));
      writers.add(() -> warehouse().sink().commit(commit));
    }
    int applied = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (Future<CommitOutcome> outcome : threads.invokeAll(writers)) {
        applied += outcome.get() instanceof CommitOutcome.Applied ? 1 : 0;
      }
    }
    assertThat(applied).isEqualTo(1);
  }

  @Test
  void pipelinesAndTablesKeepTheirStateApart() {
    assertApplied(with(List.of(first(SHARD, after("1")))));
    for (TableId other : List.of(new TableId("shop", "Orders"), new TableId("Shop", "orders"))) {
      assertThat(warehouse().sink().read(other)).isEqualTo(TableState.none());
      assertApplied(
          new Commit(other, 0, Optional.empty(), List.of(first(SHARD, after("2"))), List.of()));
    }
    assertThat(state().checkpoints())
        .containsExactly(new Checkpoint(SHARD, after("1"), EPOCH, Optional.empty()));
  }

  @Test
  void everythingIsThereAfterReopening() {
    goLive(TARGET);
    Changes changes = changes(TEXT_KEY);
    merge(TARGET, changes.upsert("{\"pk\":{\"S\":\"a\"},\"n\":{\"N\":\"1\"}}"));
    enter("LOADING", new Work.CreateShadow(TARGET, TableShape.ofKey(TEXT_KEY)));
    load(TARGET, "file-1", Items.of("{\"pk\":{\"S\":\"b\"}}"));
    assertApplied(
        with(
            List.of(first(SHARD, after("100"))),
            new Work.AppendLog(
                List.of(changes.upsert("{\"pk\":{\"S\":\"c\"},\"n\":{\"N\":\"3\"}}")))));
    TableState before = state();
    warehouse().reopen();
    assertThat(state()).isEqualTo(before);
    assertThat(state().loadedFiles()).containsExactly(Map.entry("file-1", 1L));
    assertThat(rows(TARGET))
        .containsExactly(
            has(Trait.HIDDEN_SHADOW) ? Map.of("pk", "a", "n", "1") : Map.of("pk", "b"));
    enter("STREAMING", new Work.ApplyLog(TARGET, 0, 1), new Work.Swap(TARGET));
    assertThat(rows(TARGET))
        .containsExactlyInAnyOrder(Map.of("pk", "b"), Map.of("pk", "c", "n", "3"));
  }
}
