package dev.tailrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.KeySchema;
import dev.tailrace.item.KeySchema.KeyAttribute;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.MetaColumn;
import dev.tailrace.projection.TableOptions;
import dev.tailrace.projection.TableOptions.Deletes;
import dev.tailrace.projection.TableOptions.Layout;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.Change;
import dev.tailrace.sink.DataFileLoad;
import dev.tailrace.sink.LoadOutcome;
import dev.tailrace.sink.TargetTable;
import dev.tailrace.sink.Work;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Rows and versions that stay are whole, whatever the tables' columns and keys. */
public abstract class KeptRowsContract extends SinkContract {
  private static final String DELETED = MetaColumn.DELETED.columnName();
  private static final String OVERFLOW = MetaColumn.OVERFLOW.columnName();
  private static final String GONE =
      "\"n\\\"\":{\"N\":\"1.5\"},\"t\":{\"S\":\"it's \\\"x\\\"\"},\"b\":{\"B\":\"AAEC\"},\"f\":{\"BOOL\":true}";

  /**
   * Whether {@link Warehouse#rows} shows a value of the overflow in its column where that would
   * take it.
   */
  protected boolean showsFittingOverflow() {
    return false;
  }

  private static TargetTable target(boolean history, KeyAttribute... key) {
    TableOptions options =
        new TableOptions(Layout.COLUMNS, Deletes.SOFT, Deletes.SOFT, history, false);
    return new TargetTable("main", "kept", new KeySchema(List.of(key)), options);
  }

  private void create(TargetTable target, Map<String, ColumnType> columns) {
    enter(
        "TEST",
        new Work.CreateShadow(
            target, TableShape.ofKey(target.key(), target.options()).with(columns)));
  }

  private void change(TargetTable target, Change... changes) {
    enter("TEST", new Work.Merge(target, List.of(changes)));
  }

  private void loadOne(TargetTable target, String item) {
    DataFileLoad load =
        new DataFileLoad(
            TABLE, version(), target, "f", Changes.START, DataFileLoad.Kind.FULL, Items.of(item));
    assertThat(warehouse().sink().load(load)).isInstanceOf(LoadOutcome.Loaded.class);
  }

  @Test
  void valuesWhoseColumnIsOfAnotherTypeNowGoToTheOverflow() {
    TargetTable target = target(false, new KeyAttribute("pk", AttributeType.S));
    create(target, Map.of());
    enter("TEST", new Work.Swap(target));
    Changes changes = changes(target.key());
    change(
        target,
        changes.upsert(
            "{\"pk\":{\"S\":\"gone\"},\"n\\\"\":{\"N\":\"1.5\"},\"t\":{\"S\":\"it's \\\"x\\\"\"},\"b\":{\"B\":\"AAEC\"},\"f\":{\"BOOL\":true},\"j\":{\"L\":[{\"S\":\"y\"}]},\"same\":{\"S\":\"z\"}}"),
        changes.upsert("{\"pk\":{\"S\":\"bare\"}}"));
    change(
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
    enter("TEST", new Work.Swap(target));
    assertThat(rows(target))
        .containsExactlyInAnyOrder(
            showsFittingOverflow()
                ? Map.of(
                    "pk",
                    "gone",
                    "same",
                    "z",
                    "j",
                    "[\"y\"]",
                    DELETED,
                    "true",
                    OVERFLOW,
                    "{" + GONE + "}")
                : Map.of(
                    "pk",
                    "gone",
                    "same",
                    "z",
                    DELETED,
                    "true",
                    OVERFLOW,
                    "{" + GONE + ",\"j\":{\"S\":\"[\\\"y\\\"]\"}}"),
            Map.of("pk", "bare", DELETED, "true"),
            showsFittingOverflow()
                ? Map.of(
                    "pk",
                    "drifted",
                    "t",
                    "7",
                    DELETED,
                    "true",
                    OVERFLOW,
                    "{\"f\":{\"BOOL\":false}}")
                : Map.of(
                    "pk",
                    "drifted",
                    DELETED,
                    "true",
                    OVERFLOW,
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
      enter("TEST", new Work.Swap(target));
      Changes changes = changes(target.key());
      change(
          target,
          changes.upsert("{\"n\":{\"N\":\"0.5\"},\"m\":{\"N\":\"1\"},\"v\":{\"S\":\"old\"}}"),
          changes.upsert("{\"n\":{\"N\":\"0.5\"},\"m\":{\"N\":\"2\"},\"v\":{\"S\":\"gone\"}}"));
      create(target, Map.of("v", new ColumnType.Text()));
      loadOne(target, "{\"n\":{\"N\":\"5e-1\"},\"m\":{\"N\":\"1.0\"},\"v\":{\"S\":\"new\"}}");
      enter("TEST", new Work.Swap(target));
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
    enter("TEST", new Work.Swap(target));
    Changes changes = changes(target.key());
    change(target, changes.upsert("{\"pk\":{\"S\":\"a\"}}"));
    Change[] many = new Change[5000];
    for (int i = 0; i < many.length; i++) {
      many[i] = changes.upsert("{\"pk\":{\"S\":\"a\"}}");
    }
    change(target, many);
    Map<String, Long> ends =
        warehouse().rows(target).stream()
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
    enter("TEST", new Work.Swap(target));
    Changes changes = changes(target.key());
    change(target, changes.upsert("{\"pk\":{\"S\":\"known\"}}"));
    change(
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
}
