package dev.tailrace.sink.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.KeySchema;
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
import dev.tailrace.sink.sql.TableName;
import dev.tailrace.testkit.Changes;
import dev.tailrace.testkit.Items;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two workers, each with a sink of its own, write to one table of one database at once. */
final class TwoWorkersTest {
  private static final KeySchema KEY =
      new KeySchema(List.of(new KeySchema.KeyAttribute("pk", AttributeType.S)));
  private static final int COMMITS = 12;
  private static final int CHANGES = 5;
  private static final Position HORIZON = new Position.TrimHorizon();

  private PostgresWarehouse warehouse;
  private PostgresSink second;
  private ExecutorService threads;

  @BeforeEach
  void open() {
    warehouse = new PostgresWarehouse(InstantSource.system());
    second = warehouse.openSink();
    threads = Executors.newFixedThreadPool(4);
  }

  @AfterEach
  void close() {
    threads.close();
    second.close();
    warehouse.close();
  }

  private Sink sink(int worker) {
    return worker == 0 ? warehouse.sink() : second;
  }

  /** Runs one action for each worker at once. */
  private <T> List<T> both(IntFunction<Callable<T>> action) throws Exception {
    List<T> results = new ArrayList<>();
    for (Future<T> result : threads.invokeAll(List.of(action.apply(0), action.apply(1)))) {
      results.add(result.get());
    }
    return results;
  }

  private static long applied(List<CommitOutcome> outcomes) {
    return outcomes.stream().filter(o -> o instanceof CommitOutcome.Applied).count();
  }

  private static Position after(int number) {
    return new Position.After(SequenceNumber.of(Integer.toString(number)));
  }

  private static ShardRef shard(int worker) {
    return new ShardRef("arn", "shard-" + worker);
  }

  private static CheckpointMove move(ShardRef shard, Position expected, Position next) {
    return new CheckpointMove(shard, Optional.of(expected), next, 1, Optional.empty());
  }

  private static CheckpointMove first(ShardRef shard) {
    return new CheckpointMove(shard, Optional.empty(), HORIZON, 1, Optional.empty());
  }

  private static Commit commit(TableId table, long version, CheckpointMove move, Work... work) {
    return new Commit(table, version, Optional.empty(), List.of(move), List.of(work));
  }

  private static Commit life(TableId table, long version, Work... work) {
    LifeRow next = new LifeRow(version + 1, 1, "TEST", "{}");
    return new Commit(table, version, Optional.of(next), List.of(), List.of(work));
  }

  @Test
  void ofTwoFirstCommitsOfATableOneWins() throws Exception {
    for (int round = 0; round < 40; round++) {
      TableId table = new TableId("first", "t" + round);
      assertThat(applied(both(w -> () -> sink(w).commit(life(table, 0))))).isEqualTo(1);
    }
  }

  @Test
  void aShardBecomesKnownOnce() throws Exception {
    for (int round = 0; round < 40; round++) {
      TableId table = new TableId("known", "t" + round);
      Commit commit = commit(table, 0, first(shard(0)));
      assertThat(applied(both(w -> () -> sink(w).commit(commit)))).isEqualTo(1);
    }
  }

  @Test
  void onDifferentShardsBothGoOnAndOnOneShardOneWins() throws Exception {
    TableId table = new TableId("shop", "orders");
    ShardRef shared = shard(2);
    for (ShardRef shard : List.of(shard(0), shard(1), shared)) {
      sink(0).commit(commit(table, 0, first(shard)));
    }
    for (int i = 0; i < 60; i++) {
      Position before = i == 0 ? HORIZON : after(i);
      Position next = after(i + 1);
      List<CommitOutcome> apart =
          both(w -> () -> sink(w).commit(commit(table, 0, move(shard(w), before, next))));
      assertThat(applied(apart)).isEqualTo(2);
      List<CommitOutcome> same =
          both(w -> () -> sink(w).commit(commit(table, 0, move(shared, before, next))));
      assertThat(applied(same)).isEqualTo(1);
    }
  }

  @Test
  void bothWidenTheTableAndMergeAtOnce() throws Exception {
    TableId table = new TableId("shop", "wide");
    TargetTable target = new TargetTable("main", "wide", KEY);
    sink(0).commit(life(table, 0, new Work.CreateShadow(target, TableShape.ofKey(KEY))));
    sink(0).commit(life(table, 1, new Work.Swap(target)));
    List<Changes> changes = List.of(new Changes(KEY, shard(0)), new Changes(KEY, shard(1)));
    for (int i = 0; i < 30; i++) {
      int round = i;
      List<CommitOutcome> outcomes =
          both(
              w -> {
                String item =
                    "{\"pk\":{\"S\":\"%d-%d\"},\"own%d-%d\":{\"N\":\"1\"},\"both%d\":{\"S\":\"x\"}}"
                        .formatted(w, round, w, round, round);
                Work merge = new Work.Merge(target, List.of(changes.get(w).upsert(item)));
                return () ->
                    sink(w)
                        .commit(new Commit(table, 2, Optional.empty(), List.of(), List.of(merge)));
              });
      assertThat(applied(outcomes)).isEqualTo(2);
    }
    List<Map<String, String>> rows = warehouse.rows(target);
    assertThat(rows).hasSize(60);
    assertThat(rows).allSatisfy(r -> assertThat(r).doesNotContainKey("_tailrace_overflow"));
    assertThat(warehouse.columns(target)).hasSize(1 + 90 + 4).doesNotHaveDuplicates();
  }

  @Test
  void ofOneFileLoadedByBothOneCounts() throws Exception {
    TableId table = new TableId("shop", "files");
    TargetTable target = new TargetTable("main", "files", KEY);
    sink(0).commit(life(table, 0, new Work.CreateShadow(target, TableShape.ofKey(KEY))));
    for (int round = 0; round < 10; round++) {
      int file = round;
      List<LoadOutcome> outcomes =
          both(
              w ->
                  () ->
                      sink(w)
                          .load(
                              new DataFileLoad(
                                  table,
                                  1,
                                  target,
                                  "f" + file,
                                  Instant.EPOCH,
                                  DataFileLoad.Kind.FULL,
                                  Items.of("{\"pk\":{\"S\":\"%d\"}}".formatted(file)))));
      assertThat(outcomes)
          .containsExactlyInAnyOrder(new LoadOutcome.Loaded(1), new LoadOutcome.AlreadyLoaded(1));
    }
    assertThat(warehouse.stored(TableName.shadow(target, new PostgresDialect()))).hasSize(10);
  }

  /**
   * Each worker logs the changes of its shard; at some moment one of them applies the log and
   * swaps, and from its refusal on the other merges into the table.
   */
  @Test
  void whatBothLogUntilTheSwapIsAllInTheTable() throws Exception {
    for (int seed = 1; seed <= 25; seed++) {
      Random random = new Random(seed);
      TableId table = new TableId("log", "t" + seed);
      TargetTable target = new TargetTable("main", "t" + seed, KEY);
      sink(0).commit(life(table, 0, new Work.CreateShadow(target, TableShape.ofKey(KEY))));
      for (int worker = 0; worker < 2; worker++) {
        sink(0).commit(commit(table, 1, first(shard(worker))));
      }
      int swapper = random.nextInt(2);
      int swapAt = random.nextInt(12);
      both(w -> () -> follow(w, table, target, w == swapper ? swapAt : -1));
      assertThat(warehouse.rows(target).stream().map(r -> r.get("pk") + "=" + r.get("n")))
          .as("seed %d", seed)
          .containsExactlyInAnyOrderElementsOf(expected());
    }
  }

  /** Of each worker's keys the last commit's value. */
  private static List<String> expected() {
    List<String> rows = new ArrayList<>();
    for (int worker = 0; worker < 2; worker++) {
      for (int key = 0; key < CHANGES; key++) {
        rows.add("w%dk%d=%d".formatted(worker, key, COMMITS - 1));
      }
      for (int commit = 0; commit < COMMITS; commit++) {
        rows.add("w%dc%d=%d".formatted(worker, commit, commit));
      }
    }
    return rows;
  }

  private boolean follow(int worker, TableId table, TargetTable target, int swapAt) {
    Changes changes = new Changes(KEY, shard(worker));
    Sink sink = sink(worker);
    boolean live = false;
    for (int i = 0; i < COMMITS; i++) {
      List<Change> batch = new ArrayList<>();
      for (int key = 0; key < CHANGES; key++) {
        batch.add(changes.upsert(item("w%dk%d".formatted(worker, key), i)));
      }
      batch.add(changes.upsert(item("w%dc%d".formatted(worker, i), i)));
      CheckpointMove move = move(shard(worker), i == 0 ? HORIZON : after(i), after(i + 1));
      if (!live) {
        CommitOutcome logged = sink.commit(commit(table, 1, move, new Work.AppendLog(batch)));
        if (logged instanceof CommitOutcome.Applied) {
          if (i == swapAt) {
            swap(sink, table, target);
            live = true;
          }
          continue;
        }
        live = true;
      }
      assertThat(sink.commit(commit(table, 2, move, new Work.Merge(target, batch))))
          .isInstanceOf(CommitOutcome.Applied.class);
    }
    return live;
  }

  private static void swap(Sink sink, TableId table, TargetTable target) {
    Work apply = new Work.ApplyLog(target, 0, Long.MAX_VALUE);
    assertThat(sink.commit(life(table, 1, apply, new Work.Swap(target))))
        .isInstanceOf(CommitOutcome.Applied.class);
  }

  private static String item(String pk, int n) {
    return "{\"pk\":{\"S\":\"%s\"},\"n\":{\"N\":\"%d\"}}".formatted(pk, n);
  }
}
