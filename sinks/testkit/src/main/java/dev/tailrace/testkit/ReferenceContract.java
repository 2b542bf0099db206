package dev.tailrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.Item;
import dev.tailrace.item.ItemKey;
import dev.tailrace.item.KeySchema;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.Change;
import dev.tailrace.sink.Commit;
import dev.tailrace.sink.DataFileLoad;
import dev.tailrace.sink.LifeRow;
import dev.tailrace.sink.Sink;
import dev.tailrace.sink.TableId;
import dev.tailrace.sink.TargetTable;
import dev.tailrace.sink.Work;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random items and changes make the same table here as in the reference sink. */
public abstract class ReferenceContract extends SinkContract {
  @Test
  void randomBackfillsAndChangesMakeTheSameTableAsTheReference() {
    List<KeySchema> keys =
        List.of(
            key("pk", AttributeType.S),
            key("id", AttributeType.N),
            key("id", AttributeType.B, "select", AttributeType.N),
            key("a/b~c", AttributeType.N, "sk", AttributeType.N));
    for (long seed = 1; seed <= 12; seed++) {
      KeySchema key = keys.get(Math.toIntExact(seed % keys.size()));
      TargetTable target = new TargetTable("main", "seed" + seed, key);
      MemorySink reference = new MemorySink(CLOCK);
      List<Step> steps = steps(seed, target);
      run(reference, steps);
      run(warehouse().sink(), steps);
      assertThat(warehouse().columns(target))
          .as("columns, seed %d", seed)
          .containsExactlyInAnyOrderElementsOf(reference.columns(target));
      List<Map<String, String>> actual = warehouse().rows(target);
      List<Map<String, String>> wanted = wanted(reference, target);
      List<Map<String, String>> extra = new ArrayList<>(actual);
      List<Map<String, String>> missing = new ArrayList<>(wanted);
      assertThat(extra).as("rows, seed %d", seed).hasSameSizeAs(missing);
      extra.removeAll(wanted);
      missing.removeAll(actual);
      assertThat(extra).as("rows, seed %d; expected %s", seed, missing).isEmpty();
    }
  }

  /** Of items that were never rows, both sides are seen as the same rows would be. */
  private List<Map<String, String>> wanted(MemorySink reference, TargetTable target) {
    return has(Trait.METADATA)
        ? reference.rows(target)
        : ItemTexts.rows(
            reference.shape(target).orElseThrow(), List.copyOf(reference.items(target).values()));
  }

  /** Something that is done to a sink. */
  @FunctionalInterface
  private interface Step {
    void run(Sink sink);
  }

  private static void run(Sink sink, List<Step> steps) {
    steps.forEach(s -> s.run(sink));
  }

  private static List<Step> steps(long seed, TargetTable target) {
    Random random = new Random(seed);
    ItemMaker maker = new ItemMaker(seed, target.key());
    Changes changes = changes(target.key());
    TableId table = new TableId("random", target.name());
    List<Step> steps = new ArrayList<>();
    LifeRow life = new LifeRow(1, 1, "LOADING", "{}");
    Work shadow = new Work.CreateShadow(target, TableShape.ofKey(target.key()));
    steps.add(s -> s.commit(new Commit(table, 0, Optional.of(life), List.of(), List.of(shadow))));
    Map<ItemKey, Item> exported = new LinkedHashMap<>();
    for (int i = 0; i < 60; i++) {
      Item item = maker.next();
      exported.put(ItemKey.of(target.key(), item), item);
    }
    List<Item> items = List.copyOf(exported.values());
    int half = items.size() / 2;
    steps.add(s -> load(s, table, target, "1", items.subList(0, half)));
    steps.add(s -> load(s, table, target, "2", items.subList(half, items.size())));
    List<Change> logged = batch(random, maker, changes);
    steps.add(s -> work(s, table, new Work.AppendLog(logged)));
    steps.add(
        s -> work(s, table, new Work.ApplyLog(target, 0, logged.size()), new Work.Swap(target)));
    for (int i = 0; i < 4; i++) {
      List<Change> batch = batch(random, maker, changes);
      steps.add(s -> work(s, table, new Work.Merge(target, batch)));
    }
    return steps;
  }

  private static List<Change> batch(Random random, ItemMaker maker, Changes changes) {
    List<Change> batch = new ArrayList<>();
    for (int i = random.nextInt(60); i >= 0; i--) {
      Item item = maker.next();
      batch.add(random.nextInt(4) == 0 ? changes.delete(item) : changes.upsert(item));
    }
    return batch;
  }

  private static void work(Sink sink, TableId table, Work... work) {
    sink.commit(new Commit(table, 1, Optional.empty(), List.of(), List.of(work)));
  }

  private static void load(
      Sink sink, TableId table, TargetTable target, String file, List<Item> items) {
    sink.load(
        new DataFileLoad(
            table, 1, target, file, EXPORT_TIME, DataFileLoad.Kind.FULL, Items.of(items.stream())));
  }
}
