package dev.tailrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.Item;
import dev.tailrace.item.ItemCursor;
import dev.tailrace.item.ItemKey;
import dev.tailrace.sink.DataFileException;
import dev.tailrace.sink.DataFileLoad;
import dev.tailrace.sink.ItemReader;
import dev.tailrace.sink.LoadOutcome;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.TargetTable;
import dev.tailrace.sink.Work;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A copy of the live table takes in what an incremental export holds, and takes its place. */
public abstract class RepairContract extends SinkContract {
  private static String item(String pk, String value) {
    return "{\"pk\":{\"S\":\"%s\"},\"v\":{\"S\":\"%s\"}}".formatted(pk, value);
  }

  private static String gone(String pk) {
    return "{\"pk\":{\"S\":\"%s\"}}".formatted(pk);
  }

  /** What changed: an item with its key alone is one that was deleted. */
  private static ItemReader changed(String... json) {
    return Items.changes(RepairContract::isKeyAlone, json);
  }

  private static boolean isKeyAlone(Item item) {
    ItemCursor cursor = new ItemCursor();
    cursor.overMap(item);
    int attributes = 0;
    while (cursor.next()) {
      attributes++;
    }
    return attributes == 1;
  }

  private void liveWith(String... json) {
    startBackfill(TARGET);
    load(TARGET, "full", Items.of(json));
    enter("STREAMING", new Work.Swap(TARGET));
  }

  private void swap() {
    enter("STREAMING", new Work.Swap(TARGET));
  }

  @Test
  void theCopyHoldsWhatTheLiveTableHolds() {
    liveWith(item("a", "1"), item("b", "2"));
    enter("LOADING", new Work.CopyShadow(TARGET));
    swap();
    assertThat(rows(TARGET))
        .containsExactlyInAnyOrder(Map.of("pk", "a", "v", "1"), Map.of("pk", "b", "v", "2"));
  }

  @Test
  void changesReplaceAddAndTakeAwayAndTheLiveTableShowsThemAtTheSwap() {
    liveWith(item("a", "1"), item("b", "2"), item("c", "3"));
    enter("LOADING", new Work.CopyShadow(TARGET));
    assertThat(loadChanges(TARGET, "f", changed(item("a", "9"), gone("b"), item("d", "4"))))
        .isEqualTo(new LoadOutcome.Loaded(3));
    if (has(Trait.HIDDEN_SHADOW)) {
      assertThat(rows(TARGET)).contains(Map.of("pk", "b", "v", "2")).hasSize(3);
    }
    swap();
    assertThat(rows(TARGET))
        .containsExactlyInAnyOrder(
            Map.of("pk", "a", "v", "9"), Map.of("pk", "c", "v", "3"), Map.of("pk", "d", "v", "4"));
  }

  @Test
  void aReplacedItemKeepsNoAttributeOfTheOldOneAndBringsNewColumns() {
    liveWith(item("a", "1"));
    enter("LOADING", new Work.CopyShadow(TARGET));
    loadChanges(
        TARGET, "f", changed("{\"pk\":{\"S\":\"a\"},\"w\":{\"S\":\"x\"},\"z\":{\"N\":\"1\"}}"));
    swap();
    assertThat(rows(TARGET)).containsExactly(Map.of("pk", "a", "w", "x", "z", "1"));
  }

  @Test
  void aFileOfChangesIsLoadedOnce() {
    liveWith(item("a", "1"));
    enter("LOADING", new Work.CopyShadow(TARGET));
    loadChanges(TARGET, "f", changed(item("a", "2")));
    loadChanges(TARGET, "g", changed(item("a", "3")));
    assertThat(loadChanges(TARGET, "f", changed(item("a", "2"))))
        .isEqualTo(new LoadOutcome.AlreadyLoaded(1));
    assertThat(state().loadedFiles()).isEqualTo(Map.of("f", 1L, "g", 1L));
    swap();
    assertThat(rows(TARGET)).containsExactly(Map.of("pk", "a", "v", "3"));
  }

  @Test
  void aDamagedFileOfChangesLeavesNothingBehind() {
    liveWith(item("a", "1"));
    enter("LOADING", new Work.CopyShadow(TARGET));
    DataFileLoad damaged =
        dataFile(
            version(),
            TARGET,
            "f",
            DataFileLoad.Kind.CHANGES,
            Items.damaged(List.of(Item.of(item("a", "2"))), "cut short"));
    assertThatThrownBy(() -> warehouse().sink().load(damaged))
        .isInstanceOf(DataFileException.class)
        .hasMessageContaining("cut short");
    assertThat(state().loadedFiles()).isEmpty();
    swap();
    assertThat(rows(TARGET)).containsExactly(Map.of("pk", "a", "v", "1"));
  }

  @Test
  void theChangeLogGoesOverTheChanges() {
    liveWith(item("a", "1"));
    Changes changes = changes(TEXT_KEY);
    enter("LOADING", new Work.CopyShadow(TARGET));
    apply(
        new Work.AppendLog(
            List.of(changes.upsert(item("a", "3")), changes.upsert(item("n", "4")))));
    loadChanges(TARGET, "f", changed(item("a", "2")));
    enter("STREAMING", new Work.ApplyLog(TARGET, 0, Long.MAX_VALUE), new Work.Swap(TARGET));
    assertThat(rows(TARGET))
        .containsExactlyInAnyOrder(Map.of("pk", "a", "v", "3"), Map.of("pk", "n", "v", "4"));
  }

  @Test
  void theKeysOfRowsThatWereTouchedSinceATimeAreKnown() {
    TargetTable target =
        new TargetTable("main", "Keys", key("pk", AttributeType.B, "n", AttributeType.N));
    String small = "{\"pk\":{\"B\":\"AQI=\"},\"n\":{\"N\":\"7\"},\"v\":{\"S\":\"x\"}}";
    String fraction = "{\"pk\":{\"B\":\"AQI=\"},\"n\":{\"N\":\"0.5\"},\"v\":{\"S\":\"x\"}}";
    String old = "{\"pk\":{\"B\":\"AA==\"},\"n\":{\"N\":\"1\"}}";
    startBackfill(target);
    load(target, "full", Items.of(old));
    enter("STREAMING", new Work.Swap(target));
    Changes changes = changes(target.key());
    merge(target, changes.upsert(small), changes.upsert(fraction));
    enter("LOADING", new Work.CopyShadow(target));
    loadChanges(
        target,
        "window",
        changed("{\"pk\":{\"B\":\"CQ==\"},\"n\":{\"N\":\"3\"},\"v\":{\"S\":\"y\"}}"));
    Set<ItemKey> touched = new HashSet<>();
    warehouse()
        .sink()
        .touchedSince(
            TABLE,
            target,
            Changes.START.minusSeconds(86_400),
            k -> touched.add(ItemKey.of(target.key(), k)));
    assertThat(touched)
        .containsExactlyInAnyOrder(
            ItemKey.of(target.key(), Item.of(small)), ItemKey.of(target.key(), Item.of(fraction)));
    touched.clear();
    warehouse()
        .sink()
        .touchedSince(
            TABLE,
            target,
            Changes.START.plusSeconds(2),
            k -> touched.add(ItemKey.of(target.key(), k)));
    assertThat(touched).containsExactly(ItemKey.of(target.key(), Item.of(fraction)));
  }

  @Test
  void aCopyOfNoTableIsRejected() {
    assertThatThrownBy(() -> enter("LOADING", new Work.CopyShadow(TARGET)))
        .isInstanceOf(SinkException.Rejected.class)
        .hasMessageContaining("Orders");
    assertThat(state().life()).isEmpty();
  }
}
