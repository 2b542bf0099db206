package dev.tailrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.item.Item;
import dev.tailrace.item.MalformedItemException;
import dev.tailrace.projection.MetaColumn;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.Commit;
import dev.tailrace.sink.DataFileException;
import dev.tailrace.sink.DataFileLoad;
import dev.tailrace.sink.LifeRow;
import dev.tailrace.sink.LoadOutcome;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.TableId;
import dev.tailrace.sink.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Loads into the shadow table, the change log beside them, and the swap. */
public abstract class BackfillContract extends SinkContract {
  private static final String OVERFLOW = MetaColumn.OVERFLOW.columnName();

  private static String item(String pk, int n) {
    return "{\"pk\":{\"S\":\"%s\"},\"n\":{\"N\":\"%d\"}}".formatted(pk, n);
  }

  private void swap() {
    enter("STREAMING", new Work.Swap(TARGET));
  }

  @Test
  void aDataFileIsLoadedOnce() {
    startBackfill(TARGET);
    assertThat(load(TARGET, "f", Items.of(item("a", 1), item("b", 2))))
        .isEqualTo(new LoadOutcome.Loaded(2));
    assertThat(load(TARGET, "f", Items.of(item("c", 3))))
        .isEqualTo(new LoadOutcome.AlreadyLoaded(2));
    assertThat(load(TARGET, "empty", Items.of())).isEqualTo(new LoadOutcome.Loaded(0));
    assertThat(state().loadedFiles()).isEqualTo(Map.of("f", 2L, "empty", 0L));
    swap();
    if (has(Trait.METADATA)) {
      assertThat(warehouse().rows(TARGET).getFirst())
          .containsEntry("_tailrace_committed_at", EXPORT_TIME.toString())
          .containsEntry("_tailrace_synced_at", CLOCK.instant().toString())
          .doesNotContainKey("_tailrace_sequence");
    }
    assertThat(rows(TARGET))
        .containsExactlyInAnyOrder(Map.of("pk", "a", "n", "1"), Map.of("pk", "b", "n", "2"));
  }

  @Test
  void ofADamagedFileNothingIsLoadedAndTheErrorComesOutAsItIs() {
    startBackfill(TARGET);
    List<Item> good = IntStream.range(0, 5000).mapToObj(i -> Item.of(item("k" + i, i))).toList();
    assertThatThrownBy(() -> load(TARGET, "f", Items.damaged(good, "file f: md5 differs")))
        .isInstanceOf(DataFileException.class)
        .hasMessage("file f: md5 differs");
    assertThat(state().loadedFiles()).isEmpty();
    assertThat(load(TARGET, "f", Items.of(item("a", 1)))).isEqualTo(new LoadOutcome.Loaded(1));
    swap();
    assertThat(rows(TARGET)).hasSize(1);
  }

  @Test
  void aMalformedItemIsAnErrorThatNamesTheFile() {
    startBackfill(TARGET);
    for (String bad :
        List.of("{\"pk\":{\"S\":\"a\"", "{\"n\":{\"N\":\"1\"}}", "{\"pk\":{\"N\":\"1\"}}")) {
      assertThatThrownBy(() -> load(TARGET, "part-7", Items.of(item("a", 1), bad)))
          .isInstanceOf(DataFileException.class)
          .hasMessageContaining("part-7")
          .hasCauseInstanceOf(MalformedItemException.class);
    }
    swap();
    assertThat(rows(TARGET)).isEmpty();
  }

  @Test
  void aLoadPreparedForAnotherPhaseIsRefused() {
    startBackfill(TARGET);
    enter("CATCHING_UP");
    enter("LOADING");
    DataFileLoad late =
        dataFile(version() - 1, TARGET, "f", DataFileLoad.Kind.FULL, Items.of(item("a", 1)));
    assertThat(warehouse().sink().load(late)).isInstanceOf(LoadOutcome.Refused.class);
    assertThat(state().loadedFiles()).isEmpty();
  }

  @Test
  void aLifeThatMovesDuringALoadRefusesIt() {
    startBackfill(TARGET);
    long before = version();
    LifeRow next = new LifeRow(before + 1, EPOCH, "CATCHING_UP", "{}");
    Commit move = new Commit(TABLE, before, Optional.of(next), List.of(), List.of());
    assertThat(load(TARGET, "f", Items.of(during(move, item("a", 1), item("b", 2)))))
        .isInstanceOf(LoadOutcome.Refused.class);
    assertThat(state().loadedFiles()).isEmpty();
  }

  @Test
  void aShadowReplacedDuringALoadRefusesIt() {
    startBackfill(TARGET);
    Commit replace = with(List.of(), new Work.CreateShadow(TARGET, TableShape.ofKey(TEXT_KEY)));
    assertThat(load(TARGET, "f", Items.of(during(replace, item("a", 1), item("b", 2)))))
        .isInstanceOf(LoadOutcome.Refused.class);
    assertThat(state().loadedFiles()).isEmpty();
    assertThat(load(TARGET, "f", Items.of(item("c", 1)))).isEqualTo(new LoadOutcome.Loaded(1));
    swap();
    assertThat(rows(TARGET)).containsExactly(Map.of("pk", "c", "n", "1"));
  }

  /** Items, of which the first is only handed out when another thread has committed. */
  private Stream<Item> during(Commit commit, String... json) {
    return Stream.of(json)
        .map(Item::of)
        .peek(i -> CompletableFuture.supplyAsync(() -> warehouse().sink().commit(commit)).join());
  }

  @Test
  void changesAreLoggedWhileAFileIsLoaded() {
    startBackfill(TARGET);
    Commit append =
        with(List.of(), new Work.AppendLog(List.of(changes(TEXT_KEY).upsert(item("z", 9)))));
    assertThat(load(TARGET, "f", Items.of(during(append, item("a", 1)))))
        .isEqualTo(new LoadOutcome.Loaded(1));
    assertThat(state().logEnd()).isEqualTo(1);
  }

  @Test
  void manyFilesAreLoadedAtOnce() throws Exception {
    startBackfill(TARGET);
    int each = warehouse().many(3000);
    List<Callable<LoadOutcome>> loads = new ArrayList<>();
    for (int f = 0; f < 8; f++) {
      int file = f;
      Stream<Item> items = IntStream.range(0, each).mapToObj(i -> Item.of(item(file + "-" + i, i)));
      loads.add(() -> load(TARGET, "file-" + file, Items.of(items)));
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (Future<LoadOutcome> outcome : threads.invokeAll(loads)) {
        assertThat(outcome.get()).isEqualTo(new LoadOutcome.Loaded(each));
      }
    }
    swap();
    assertThat(rows(TARGET)).hasSize(8 * each);
  }

  @Test
  void oneFileLoadedTwiceAtOnceIsThereOnce() throws Exception {
    startBackfill(TARGET);
    List<Callable<LoadOutcome>> loads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      loads.add(() -> load(TARGET, "f", Items.of(item("a", 1))));
    }
    int loaded = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (Future<LoadOutcome> outcome : threads.invokeAll(loads)) {
        loaded += outcome.get() instanceof LoadOutcome.Loaded ? 1 : 0;
      }
    }
    assertThat(loaded).isEqualTo(1);
    swap();
    assertThat(rows(TARGET)).hasSize(1);
  }

  @Test
  void attributesFirstMetInADataFileBecomeColumns() {
    startBackfill(TARGET);
    load(
        TARGET,
        "f1",
        Items.of(
            "{\"pk\":{\"S\":\"a\"},\"n\":{\"N\":\"1\"},\"m\":{\"M\":{\"x\":{\"N\":\"1\"}}}}",
            "{\"pk\":{\"S\":\"b\"},\"n\":{\"N\":\"12345678901234567890\"}}"));
    load(
        TARGET,
        "f2",
        Items.of(
            "{\"pk\":{\"S\":\"c\"},\"n\":{\"S\":\"text\"},\"N\":{\"BOOL\":true}}",
            "{\"pk\":{\"S\":\"d\"},\"rowid\":{\"N\":\"0\"},\"nothing\":{\"NULL\":true}}"));
    swap();
    assertThat(warehouse().columns(TARGET)).contains("n", "m").doesNotContain("nothing");
    assertThat(rows(TARGET))
        .containsExactlyInAnyOrder(
            Map.of("pk", "a", "n", "1", "m", "{\"x\":1}"),
            Map.of("pk", "b", "n", "12345678901234567890"),
            Map.of("pk", "c", "N_2", "true", OVERFLOW, "{\"n\":{\"S\":\"text\"}}"),
            Map.of("pk", "d", "rowid", "0"));
  }

  @Test
  void attributesMetInDataFilesAndInTheLogShareTheirColumns() {
    startBackfill(TARGET);
    load(TARGET, "f", Items.of(item("a", 1), "{\"pk\":{\"S\":\"b\"},\"rowid\":{\"N\":\"7\"}}"));
    Changes changes = changes(TEXT_KEY);
    apply(new Work.AppendLog(List.of(changes.upsert(item("c", 2)))));
    apply(new Work.ApplyLog(TARGET, 0, 1));
    load(TARGET, "late", Items.of("{\"pk\":{\"S\":\"d\"},\"x\":{\"S\":\"late\"}}"));
    swap();
    merge(TARGET, changes.upsert("{\"pk\":{\"S\":\"e\"},\"y\":{\"S\":\"new\"}}"));
    assertThat(rows(TARGET))
        .containsExactlyInAnyOrder(
            Map.of("pk", "a", "n", "1"),
            Map.of("pk", "b", "rowid", "7"),
            Map.of("pk", "c", "n", "2"),
            Map.of("pk", "d", "x", "late"),
            Map.of("pk", "e", "y", "new"));
  }

  @Test
  void aDeleteDuringTheBackfillIsNotResurrected() {
    startBackfill(TARGET);
    Changes changes = changes(TEXT_KEY);
    apply(
        new Work.AppendLog(
            List.of(
                changes.upsert(item("changed", 2)),
                changes.delete(item("deleted", 0)),
                changes.upsert(item("born", 5)),
                changes.upsert(item("born and gone", 5)))));
    load(TARGET, "f", Items.of(item("deleted", 1), item("changed", 1), item("kept", 1)));
    apply(new Work.AppendLog(List.of(changes.delete(item("born and gone", 0)))));
    enter("STREAMING", new Work.ApplyLog(TARGET, 0, state().logEnd()), new Work.Swap(TARGET));
    assertThat(rows(TARGET))
        .containsExactlyInAnyOrder(
            Map.of("pk", "changed", "n", "2"),
            Map.of("pk", "kept", "n", "1"),
            Map.of("pk", "born", "n", "5"));
  }

  @Test
  void theLogIsAppliedInSteps() {
    startBackfill(TARGET);
    Changes changes = changes(TEXT_KEY);
    apply(
        new Work.AppendLog(
            List.of(
                changes.upsert(item("a", 1)), changes.upsert(item("a", 2)),
                changes.upsert(item("b", 3)), changes.delete(item("b", 0)))));
    apply(new Work.ApplyLog(TARGET, 0, 3));
    apply(new Work.ApplyLog(TARGET, 3, 4));
    swap();
    assertThat(rows(TARGET)).containsExactly(Map.of("pk", "a", "n", "2"));
  }

  @Test
  void changesLoggedInTheCommitThatSwapsAreApplied() {
    startBackfill(TARGET);
    load(TARGET, "f", Items.of(item("a", 1), item("b", 1)));
    Changes changes = changes(TEXT_KEY);
    enter(
        "STREAMING",
        new Work.AppendLog(
            List.of(
                changes.delete(item("a", 0)),
                changes.upsert("{\"pk\":{\"S\":\"c\"},\"x\":{\"S\":\"y\"}}"))),
        new Work.ApplyLog(TARGET, 0, 2),
        new Work.Swap(TARGET));
    assertThat(rows(TARGET))
        .containsExactlyInAnyOrder(Map.of("pk", "b", "n", "1"), Map.of("pk", "c", "x", "y"));
  }

  @Test
  void aSecondBackfillLeavesNoRowThatTheSourceNoLongerHas() {
    startBackfill(TARGET);
    load(TARGET, "f", Items.of(item("stale", 1), item("a", 1)));
    swap();
    startBackfill(TARGET);
    load(TARGET, "f", Items.of(item("a", 2)));
    assertThat(rows(TARGET)).hasSize(has(Trait.HIDDEN_SHADOW) ? 2 : 1);
    swap();
    assertThat(rows(TARGET)).containsExactly(Map.of("pk", "a", "n", "2"));
    merge(TARGET, changes(TEXT_KEY).delete(item("a", 0)));
    assertThat(rows(TARGET)).isEmpty();
  }

  @Test
  void theSwapForgetsLogAndFilesAndOrdinalsGoOn() {
    startBackfill(TARGET);
    load(TARGET, "f", Items.of(item("a", 1)));
    Changes changes = changes(TEXT_KEY);
    apply(new Work.AppendLog(List.of(changes.upsert(item("b", 1)))));
    swap();
    assertThat(state().loadedFiles()).isEmpty();
    assertThat(state().logEnd()).isEqualTo(1);
    startBackfill(TARGET);
    apply(new Work.AppendLog(List.of(changes.upsert(item("c", 1)))));
    assertThat(state().logEnd()).isEqualTo(2);
    enter("STREAMING", new Work.ApplyLog(TARGET, 0, 2), new Work.Swap(TARGET));
    assertThat(rows(TARGET)).containsExactly(Map.of("pk", "c", "n", "1"));
  }

  @Test
  void aForgottenLogIsNotApplied() {
    startBackfill(TARGET);
    Changes changes = changes(TEXT_KEY);
    apply(new Work.AppendLog(List.of(changes.upsert(item("a", 1)))));
    apply(new Work.ForgetLog(), new Work.AppendLog(List.of(changes.upsert(item("b", 1)))));
    assertThat(state().logEnd()).isEqualTo(2);
    enter("STREAMING", new Work.ApplyLog(TARGET, 0, 2), new Work.Swap(TARGET));
    assertThat(rows(TARGET)).containsExactly(Map.of("pk", "b", "n", "1"));
  }

  @Test
  void aNewShadowForgetsWhatWasLoaded() {
    startBackfill(TARGET);
    load(TARGET, "f", Items.of(item("old", 1)));
    startBackfill(TARGET);
    assertThat(state().loadedFiles()).isEmpty();
    load(TARGET, "f", Items.of(item("new", 1)));
    swap();
    assertThat(rows(TARGET)).containsExactly(Map.of("pk", "new", "n", "1"));
  }

  @Test
  void aTableThatTailraceDidNotMakeIsNotTouched() {
    warehouse().createForeignTable(TARGET);
    assertThatThrownBy(() -> startBackfill(TARGET))
        .isInstanceOf(SinkException.Rejected.class)
        .hasMessageContaining("Orders")
        .hasMessageContaining("did not make");
    assertThat(state().life()).isEmpty();
  }

  @Test
  void aTableThatAppearsDuringTheBackfillIsNotReplaced() {
    startBackfill(TARGET);
    load(TARGET, "f", Items.of(item("a", 1)));
    warehouse().createForeignTable(TARGET);
    assertThatThrownBy(this::swap)
        .isInstanceOf(SinkException.Rejected.class)
        .hasMessageContaining("did not make");
    assertThat(state().loadedFiles()).hasSize(1);
  }

  @Test
  void twoSourcesDoNotShareATarget() {
    goLive(TARGET);
    Commit other =
        new Commit(
            new TableId("shop", "other"),
            0,
            Optional.empty(),
            List.of(),
            List.of(new Work.CreateShadow(TARGET, TableShape.ofKey(TEXT_KEY))));
    assertThatThrownBy(() -> warehouse().sink().commit(other))
        .isInstanceOf(SinkException.Rejected.class)
        .hasMessageContaining("Orders");
  }

  @Test
  void largeItemsAreLoadedAndLogged() {
    startBackfill(TARGET);
    String list = "{\"N\":\"1\"},".repeat(35_000) + "{\"N\":\"2\"}";
    String large = "{\"pk\":{\"S\":\"%s\"},\"l\":{\"L\":[" + list + "]}}";
    int tenth = warehouse().many(10);
    load(
        TARGET,
        "f",
        Items.of(IntStream.range(0, 6 * tenth).mapToObj(i -> Item.of(large.formatted(i)))));
    Changes changes = changes(TEXT_KEY);
    for (int i = 5 * tenth; i < 10 * tenth; i++) {
      apply(new Work.AppendLog(List.of(changes.upsert(large.formatted(i)))));
    }
    enter("STREAMING", new Work.ApplyLog(TARGET, 0, Long.MAX_VALUE), new Work.Swap(TARGET));
    assertThat(rows(TARGET))
        .hasSize(10 * tenth)
        .allSatisfy(r -> assertThat(r.get("l")).hasSize(70_003).endsWith("1,2]"));
  }
}
