package dev.tailrace.sink.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.KeySchema;
import dev.tailrace.item.KeySchema.KeyAttribute;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.TableOptions;
import dev.tailrace.projection.TableOptions.Deletes;
import dev.tailrace.projection.TableOptions.Layout;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.Change;
import dev.tailrace.sink.Commit;
import dev.tailrace.sink.CommitOutcome;
import dev.tailrace.sink.DataFileLoad;
import dev.tailrace.sink.LifeRow;
import dev.tailrace.sink.LoadOutcome;
import dev.tailrace.sink.ShardRef;
import dev.tailrace.sink.TableId;
import dev.tailrace.sink.TargetTable;
import dev.tailrace.sink.Work;
import dev.tailrace.testkit.Changes;
import dev.tailrace.testkit.Items;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows and versions that stay are whole, whatever the tables' columns and keys. */
final class KeptRowsTest {
  private static final TableId TABLE = new TableId("shop", "orders");
  private static final Instant EXPORT_TIME = Instant.parse("2026-01-01T00:00:00Z");

  private DuckDbWarehouse warehouse;
  private long version;

  @SuppressWarnings("NullAway.Init") // the set-up opens the warehouse
  KeptRowsTest() {}

  @BeforeEach
  void open(@TempDir Path folder) {
    warehouse = new DuckDbWarehouse(folder, InstantSource.system());
  }

  @AfterEach
  void close() {
    warehouse.close();
  }

  private static TargetTable target(boolean history, KeyAttribute... key) {
    TableOptions options =
        new TableOptions(Layout.COLUMNS, Deletes.SOFT, Deletes.SOFT, history, false);
    return new TargetTable("main", "kept", new KeySchema(List.of(key)), options);
  }

  private void enter(Work... work) {
    LifeRow next = new LifeRow(version + 1, 1, "TEST", "{}");
    Commit commit = new Commit(TABLE, version, Optional.of(next), List.of(), List.of(work));
    assertThat(warehouse.sink().commit(commit)).isInstanceOf(CommitOutcome.Applied.class);
    version++;
  }

  private void create(TargetTable target, Map<String, ColumnType> columns) {
    enter(
        new Work.CreateShadow(
            target, TableShape.ofKey(target.key(), target.options()).with(columns)));
  }

  private void load(TargetTable target, String... items) {
    DataFileLoad load =
        new DataFileLoad(
            TABLE, version, target, "f", EXPORT_TIME, DataFileLoad.Kind.FULL, Items.of(items));
    assertThat(warehouse.sink().load(load)).isInstanceOf(LoadOutcome.Loaded.class);
  }

  private void merge(TargetTable target, Change... changes) {
    enter(new Work.Merge(target, List.of(changes)));
  }

  private static Changes changes(TargetTable target) {
    return new Changes(target.key(), new ShardRef("arn", "shard"));
  }

  @Test
  void valuesWhoseColumnIsOfAnotherTypeNowGoToTheOverflow() {
    TargetTable target = target(false, new KeyAttribute("pk", AttributeType.S));
    create(target, Map.of());
    enter(new Work.Swap(target));
    Changes changes = changes(target);
    merge(
        target,
        changes.upsert(
            "{\"pk\":{\"S\":\"gone\"},\"n\\\"\":{\"N\":\"1.5\"},\"t\":{\"S\":\"it's \\\"x\\\"\"},\"b\":{\"B\":\"AAEC\"},\"f\":{\"BOOL\":true},\"j\":{\"L\":[{\"S\":\"y\"}]},\"same\":{\"S\":\"z\"}}"),
        changes.upsert("{\"pk\":{\"S\":\"bare\"}}"));
    merge(
        target,
        changes.upsert("{\"pk\":{\"S\":\"drifted\"},\"t\":{\"N\":\"7\"},\"f\":{\"BOOL\":false}}"));
    create(
        target,
        Map.of(
            "n\"", new ColumnType.Text(),
            "t", new ColumnType.Int64(),
            "b", new ColumnType.Text(),
            "f", new ColumnType.Text(),
            "j", new ColumnType.Text()));
    enter(new Work.Swap(target));
    assertThat(rows(target))
        .containsExactlyInAnyOrder(
            Map.of(
                "pk",
                "gone",
                "same",
                "z",
                "_tailrace_deleted",
                "true",
                "_tailrace_overflow",
                "{\"n\\\"\":{\"N\":\"1.5\"},\"t\":{\"S\":\"it's \\\"x\\\"\"},\"b\":{\"B\":\"AAEC\"},\"f\":{\"BOOL\":true},\"j\":{\"S\":\"[\\\"y\\\"]\"}}"),
            Map.of("pk", "bare", "_tailrace_deleted", "true"),
            Map.of(
                "pk",
                "drifted",
                "_tailrace_deleted",
                "true",
                "_tailrace_overflow",
                "{\"t\":{\"N\":\"7\"},\"f\":{\"BOOL\":false}}"));
  }

  @Test
  void keysThatNoColumnHoldsAreCarriedOnce() {
    for (boolean history : new boolean[] {false, true}) {
      TargetTable target =
          target(
              history,
              new KeyAttribute("n", AttributeType.N),
              new KeyAttribute("m", AttributeType.N));
      create(target, Map.of());
      enter(new Work.Swap(target));
      Changes changes = changes(target);
      merge(
          target,
          changes.upsert("{\"n\":{\"N\":\"0.5\"},\"m\":{\"N\":\"1\"},\"v\":{\"S\":\"old\"}}"),
          changes.upsert("{\"n\":{\"N\":\"0.5\"},\"m\":{\"N\":\"2\"},\"v\":{\"S\":\"gone\"}}"));
      create(target, Map.of("v", new ColumnType.Text()));
      load(target, "{\"n\":{\"N\":\"5e-1\"},\"m\":{\"N\":\"1.0\"},\"v\":{\"S\":\"new\"}}");
      enter(new Work.Swap(target));
      assertThat(rows(target).stream().map(r -> r.get("v") + " " + r.get("_tailrace_deleted")))
          .as("history " + history)
          .containsExactlyInAnyOrderElementsOf(
              history ? List.of("new false", "gone false") : List.of("new false", "gone true"));
    }
  }

  @Test
  void anOpenVersionEndsWithTheFirstOfManyThatFollowAtOnce() {
    TargetTable target = target(true, new KeyAttribute("pk", AttributeType.S));
    create(target, Map.of());
    enter(new Work.Swap(target));
    Changes changes = changes(target);
    merge(target, changes.upsert("{\"pk\":{\"S\":\"a\"}}"));
    Change[] many = new Change[5000];
    for (int i = 0; i < many.length; i++) {
      many[i] = changes.upsert("{\"pk\":{\"S\":\"a\"}}");
    }
    merge(target, many);
    Map<String, Long> ends =
        warehouse.rows(target).stream()
            .collect(
                Collectors.groupingBy(
                    r -> r.getOrDefault("_tailrace_valid_to", "open"), Collectors.counting()));
    assertThat(ends).hasSize(5001);
  }

  @Test
  void aMarkWithoutARowHasNoDocument() {
    TargetTable target =
        new TargetTable(
            "main",
            "kept",
            new KeySchema(List.of(new KeyAttribute("pk", AttributeType.S))),
            new TableOptions(Layout.BOTH, Deletes.SOFT, Deletes.SOFT, false, false));
    create(target, Map.of());
    enter(new Work.Swap(target));
    Changes changes = changes(target);
    merge(target, changes.upsert("{\"pk\":{\"S\":\"known\"}}"));
    merge(
        target,
        changes.delete("{\"pk\":{\"S\":\"known\"}}"),
        changes.delete("{\"pk\":{\"S\":\"unknown\"}}"));
    assertThat(rows(target))
        .containsExactlyInAnyOrder(
            Map.of(
                "pk",
                "known",
                "_tailrace_deleted",
                "true",
                "_tailrace_document",
                "{\"pk\":\"known\"}"),
            Map.of("pk", "unknown", "_tailrace_deleted", "true"));
  }

  private List<Map<String, String>> rows(TargetTable target) {
    return warehouse.rows(target).stream()
        .map(
            row -> {
              row.keySet()
                  .removeAll(
                      List.of(
                          "_tailrace_sequence", "_tailrace_committed_at", "_tailrace_synced_at"));
              return row;
            })
        .toList();
  }
}
