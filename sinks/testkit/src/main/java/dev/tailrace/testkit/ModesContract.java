package dev.tailrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.KeySchema;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.MetaColumn;
import dev.tailrace.projection.TableOptions;
import dev.tailrace.projection.TableOptions.Deletes;
import dev.tailrace.projection.TableOptions.Layout;
import dev.tailrace.projection.TableShape;
import dev.tailrace.projection.TimeSource;
import dev.tailrace.sink.Change;
import dev.tailrace.sink.Route;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.TargetTable;
import dev.tailrace.sink.Work;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the options of a table make of its rows: layouts, kept deletes, routes, typed columns. */
public abstract class ModesContract extends SinkContract {
  private static final String DELETED = MetaColumn.DELETED.columnName();
  private static final String DOCUMENT = MetaColumn.DOCUMENT.columnName();
  private static final String OVERFLOW = MetaColumn.OVERFLOW.columnName();
  private static final KeySchema NUMBER_KEY = key("id", AttributeType.N);

  private static TargetTable target(Layout layout) {
    return target(TEXT_KEY, new TableOptions(layout, Deletes.HARD, Deletes.HARD, false, false));
  }

  private static TargetTable target(Deletes deletes, Deletes expiries) {
    return target(TEXT_KEY, new TableOptions(Layout.COLUMNS, deletes, expiries, false, false));
  }

  private static TargetTable target(KeySchema key, TableOptions options) {
    return new TargetTable("main", "Things", key, options);
  }

  @Test
  void theDocumentLayoutKeepsApartWhatColumnsCannot() {
    TargetTable target = target(Layout.DOCUMENT);
    goLive(target);
    Changes changes = changes(TEXT_KEY);
    merge(
        target,
        changes.upsert("{\"pk\":{\"S\":\"a\"},\"x\":{\"NULL\":true}}"),
        changes.upsert("{\"pk\":{\"S\":\"b\"}}"),
        changes.upsert("{\"pk\":{\"S\":\"c\"},\"x\":{\"S\":\"\"}}"),
        changes.upsert("{\"pk\":{\"S\":\"d\"},\"x\":{\"L\":[]}}"),
        changes.upsert("{\"x\":{\"SS\":[\"v\",\"u\"]},\"pk\":{\"S\":\"e\"}}"));
    assertThat(rows(target))
        .containsExactlyInAnyOrder(
            Map.of("pk", "a", DOCUMENT, "{\"pk\":\"a\",\"x\":null}"),
            Map.of("pk", "b", DOCUMENT, "{\"pk\":\"b\"}"),
            Map.of("pk", "c", DOCUMENT, "{\"pk\":\"c\",\"x\":\"\"}"),
            Map.of("pk", "d", DOCUMENT, "{\"pk\":\"d\",\"x\":[]}"),
            Map.of("pk", "e", DOCUMENT, "{\"x\":[\"u\",\"v\"],\"pk\":\"e\"}"));
    assertThat(warehouse().columns(target)).doesNotContain("x");
  }

  @Test
  void aLoadIntoTheDocumentLayoutAndAMergeOverIt() {
    TargetTable target = target(Layout.DOCUMENT);
    startBackfill(target);
    load(
        target,
        "f",
        Items.of("{\"pk\":{\"S\":\"a\"},\"x\":{\"N\":\"1\"}}", "{\"pk\":{\"S\":\"b\"}}"));
    Changes changes = changes(TEXT_KEY);
    apply(
        new Work.AppendLog(List.of(changes.upsert("{\"pk\":{\"S\":\"b\"},\"y\":{\"N\":\"2\"}}"))));
    enter("STREAMING", new Work.ApplyLog(target, 0, Long.MAX_VALUE), new Work.Swap(target));
    assertThat(rows(target))
        .containsExactlyInAnyOrder(
            Map.of("pk", "a", DOCUMENT, "{\"pk\":\"a\",\"x\":1}"),
            Map.of("pk", "b", DOCUMENT, "{\"pk\":\"b\",\"y\":2}"));
  }

  @Test
  void aKeyThatNoColumnHoldsIsFoundInTheDocumentLayoutToo() {
    TargetTable target =
        target(
            NUMBER_KEY,
            new TableOptions(Layout.DOCUMENT, Deletes.SOFT, Deletes.SOFT, false, false));
    goLive(target);
    Changes changes = changes(NUMBER_KEY);
    merge(target, changes.upsert("{\"id\":{\"N\":\"1.5\"},\"v\":{\"N\":\"1\"}}"));
    merge(target, changes.upsert("{\"id\":{\"N\":\"15e-1\"},\"v\":{\"N\":\"2\"}}"));
    merge(target, changes.delete("{\"id\":{\"N\":\"1.50\"}}"));
    assertThat(rows(target)).hasSize(1);
    assertThat(rows(target).getFirst()).containsEntry(DELETED, "true");
  }

  @Test
  void bothLayoutsTogether() {
    TargetTable target = target(Layout.BOTH);
    goLive(target);
    Changes changes = changes(TEXT_KEY);
    merge(target, changes.upsert("{\"pk\":{\"S\":\"a\"},\"n\":{\"N\":\"7\"}}"));
    assertThat(rows(target))
        .containsExactly(Map.of("pk", "a", "n", "7", DOCUMENT, "{\"pk\":\"a\",\"n\":7}"));
  }

  @Test
  void aSoftDeleteKeepsTheRowAndMovesItsTimes() {
    TargetTable target = target(Deletes.SOFT, Deletes.SOFT);
    goLive(target);
    Changes changes = changes(TEXT_KEY);
    merge(target, changes.upsert("{\"pk\":{\"S\":\"a\"},\"n\":{\"N\":\"1\"}}"));
    Change delete = changes.delete("{\"pk\":{\"S\":\"a\"}}");
    merge(target, delete);
    assertThat(rows(target)).containsExactly(Map.of("pk", "a", "n", "1", DELETED, "true"));
    assertThat(warehouse().rows(target).getFirst())
        .containsEntry(
            MetaColumn.COMMITTED_AT.columnName(), Texts.of(delete.origin().committedAt()))
        .containsEntry(MetaColumn.SEQUENCE.columnName(), delete.origin().sequence().toString());
    merge(target, changes.upsert("{\"pk\":{\"S\":\"a\"},\"m\":{\"N\":\"2\"}}"));
    assertThat(rows(target)).containsExactly(Map.of("pk", "a", "m", "2", DELETED, "false"));
  }

  @Test
  void aSoftDeleteOfAnUnknownKeyMakesARow() {
    TargetTable target = target(Deletes.SOFT, Deletes.HARD);
    goLive(target);
    Changes changes = changes(TEXT_KEY);
    merge(
        target,
        changes.delete("{\"pk\":{\"S\":\"a\"}}"),
        changes.upsert("{\"pk\":{\"S\":\"b\"},\"n\":{\"N\":\"1\"}}"),
        changes.delete("{\"pk\":{\"S\":\"b\"}}"),
        changes.expire("{\"pk\":{\"S\":\"c\"}}"));
    assertThat(rows(target))
        .containsExactlyInAnyOrder(
            Map.of("pk", "a", DELETED, "true"), Map.of("pk", "b", DELETED, "true"));
  }

  @Test
  void expiriesHaveAPolicyOfTheirOwn() {
    TargetTable target = target(Deletes.HARD, Deletes.IGNORE);
    goLive(target);
    Changes changes = changes(TEXT_KEY);
    merge(
        target,
        changes.upsert("{\"pk\":{\"S\":\"a\"}}"),
        changes.upsert("{\"pk\":{\"S\":\"b\"},\"n\":{\"N\":\"1\"}}"),
        changes.expire("{\"pk\":{\"S\":\"b\"}}"));
    merge(
        target, changes.expire("{\"pk\":{\"S\":\"b\"}}"), changes.delete("{\"pk\":{\"S\":\"a\"}}"));
    assertThat(rows(target)).containsExactly(Map.of("pk", "b", "n", "1"));
  }

  @Test
  void aDeleteIgnoredInTheLogLeavesThePutBeforeIt() {
    TargetTable target = target(Deletes.IGNORE, Deletes.IGNORE);
    startBackfill(target);
    load(target, "f", Items.of("{\"pk\":{\"S\":\"a\"},\"n\":{\"N\":\"1\"}}"));
    Changes changes = changes(TEXT_KEY);
    apply(
        new Work.AppendLog(
            List.of(
                changes.upsert("{\"pk\":{\"S\":\"a\"},\"n\":{\"N\":\"2\"}}"),
                changes.delete("{\"pk\":{\"S\":\"a\"}}"))));
    enter("STREAMING", new Work.ApplyLog(target, 0, Long.MAX_VALUE), new Work.Swap(target));
    assertThat(rows(target)).containsExactly(Map.of("pk", "a", "n", "2"));
  }

  @Test
  void anotherBackfillKeepsDeletedRows() {
    TargetTable target = target(Deletes.SOFT, Deletes.SOFT);
    goLive(target);
    Changes changes = changes(TEXT_KEY);
    merge(
        target,
        changes.upsert("{\"pk\":{\"S\":\"a\"},\"n\":{\"N\":\"1\"}}"),
        changes.upsert("{\"pk\":{\"S\":\"b\"},\"n\":{\"N\":\"2\"}}"),
        changes.upsert("{\"pk\":{\"S\":\"c\"},\"n\":{\"N\":\"3\"}}"));
    merge(target, changes.delete("{\"pk\":{\"S\":\"a\"}}"));
    startBackfill(target);
    load(target, "f", Items.of("{\"pk\":{\"S\":\"c\"},\"later\":{\"N\":\"4\"}}"));
    enter("STREAMING", new Work.ApplyLog(target, 0, Long.MAX_VALUE), new Work.Swap(target));
    assertThat(rows(target))
        .containsExactlyInAnyOrder(
            Map.of("pk", "a", "n", "1", DELETED, "true"),
            Map.of("pk", "b", "n", "2", DELETED, "true"),
            Map.of("pk", "c", "later", "4", DELETED, "false"));
  }

  @Test
  void anotherBackfillKeepsWhatIgnoredDeletesLeft() {
    TargetTable target = target(Deletes.IGNORE, Deletes.IGNORE);
    goLive(target);
    Changes changes = changes(TEXT_KEY);
    merge(target, changes.upsert("{\"pk\":{\"S\":\"a\"},\"n\":{\"N\":\"1\"}}"));
    startBackfill(target);
    enter("STREAMING", new Work.ApplyLog(target, 0, Long.MAX_VALUE), new Work.Swap(target));
    assertThat(rows(target)).containsExactly(Map.of("pk", "a", "n", "1"));
  }

  @Test
  void aRowNamesItsShardOnRequest() {
    TargetTable target =
        target(TEXT_KEY, new TableOptions(Layout.COLUMNS, Deletes.HARD, Deletes.HARD, false, true));
    startBackfill(target);
    load(target, "f", Items.of("{\"pk\":{\"S\":\"a\"}}"));
    enter("STREAMING", new Work.Swap(target));
    merge(target, changes(TEXT_KEY).upsert("{\"pk\":{\"S\":\"b\"}}"));
    assertThat(rows(target))
        .containsExactlyInAnyOrder(
            Map.of("pk", "a"), Map.of("pk", "b", MetaColumn.SHARD.columnName(), SHARD.shardId()));
  }

  @Test
  void otherOptionsNeedAResync() {
    goLive(target(Deletes.HARD, Deletes.HARD));
    TargetTable other = target(Deletes.SOFT, Deletes.SOFT);
    Change change = changes(TEXT_KEY).upsert("{\"pk\":{\"S\":\"a\"}}");
    assertThatThrownBy(() -> merge(other, change))
        .isInstanceOf(SinkException.Rejected.class)
        .hasMessageContaining("deletes=hard")
        .hasMessageContaining("deletes=soft")
        .hasMessageContaining("resync");
    startBackfill(other);
    enter("STREAMING", new Work.Swap(other));
    merge(other, change);
    assertThat(rows(other)).containsExactly(Map.of("pk", "a", DELETED, "false"));
  }

  @Test
  void anItemThatTakesAnotherRouteLeavesNoRowBehind() {
    List<Route.Rule> rules =
        List.of(new Route.Rule("kind", "user", false), new Route.Rule("kind", "ord", true));
    TargetTable users = routed("Users", rules, 0);
    TargetTable orders = routed("Orders", rules, 1);
    TargetTable rest = routed("Rest", rules, 2);
    List<TargetTable> all = List.of(users, orders, rest);
    all.forEach(this::goLive);
    Changes changes = changes(TEXT_KEY);
    List<Change> first =
        List.of(
            changes.upsert("{\"pk\":{\"S\":\"a\"},\"kind\":{\"S\":\"user\"}}"),
            changes.upsert("{\"pk\":{\"S\":\"b\"},\"kind\":{\"S\":\"order\"}}"),
            changes.upsert("{\"pk\":{\"S\":\"c\"}}"));
    all.forEach(t -> apply(new Work.Merge(t, first)));
    assertThat(rows(users)).containsExactly(Map.of("pk", "a", "kind", "user", DELETED, "false"));
    assertThat(rows(orders)).containsExactly(Map.of("pk", "b", "kind", "order", DELETED, "false"));
    assertThat(rows(rest)).containsExactly(Map.of("pk", "c", DELETED, "false"));
    List<Change> second =
        List.of(
            changes.upsert("{\"pk\":{\"S\":\"a\"},\"kind\":{\"S\":\"orders\"}}"),
            changes.upsert("{\"pk\":{\"S\":\"c\"},\"kind\":{\"S\":\"user\"}}"),
            changes.delete("{\"pk\":{\"S\":\"b\"}}"));
    all.forEach(t -> apply(new Work.Merge(t, second)));
    assertThat(rows(users)).contains(Map.of("pk", "c", "kind", "user", DELETED, "false"));
    assertThat(rows(orders))
        .contains(
            Map.of("pk", "a", "kind", "orders", DELETED, "false"),
            Map.of("pk", "b", "kind", "order", DELETED, "true"));
    assertThat(rows(users).stream().map(r -> r.get("pk"))).doesNotContain("a");
    assertThat(rows(rest).stream().map(r -> r.get("pk"))).doesNotContain("c");
  }

  private static TargetTable routed(String name, List<Route.Rule> rules, int index) {
    TableOptions soft = new TableOptions(Layout.COLUMNS, Deletes.SOFT, Deletes.SOFT, false, false);
    return new TargetTable("main", name, TEXT_KEY, soft, new Route(rules, index));
  }

  @Test
  void columnsTypedByHandHoldWhatFitsAndTheOverflowTheRest() {
    Map<String, ColumnType> types = new LinkedHashMap<>();
    types.put("ms", new ColumnType.Timestamp(TimeSource.EPOCH_MS));
    types.put("iso", new ColumnType.Timestamp(TimeSource.ISO_8601));
    types.put("price", new ColumnType.Decimal(6, 2));
    types.put("ratio", new ColumnType.Float64());
    TableShape shape = TableShape.ofKey(TEXT_KEY).with(types);
    enter("LOADING", new Work.CreateShadow(TARGET, shape));
    load(
        TARGET,
        "f",
        Items.of(
            "{\"pk\":{\"S\":\"loaded\"},\"ms\":{\"N\":\"1767225600001\"},\"ratio\":{\"N\":\"0.1\"}}"));
    enter("STREAMING", new Work.Swap(TARGET));
    Changes changes = changes(TEXT_KEY);
    merge(
        TARGET,
        changes.upsert(
            "{\"pk\":{\"S\":\"fits\"},\"ms\":{\"N\":\"0.5\"},\"iso\":{\"S\":\"2026-01-02T03:04:05.123456+02:00\"},\"price\":{\"N\":\"9999.99\"},\"ratio\":{\"N\":\"-2.5\"}}"),
        changes.upsert(
            "{\"pk\":{\"S\":\"not\"},\"iso\":{\"S\":\"yesterday\"},\"price\":{\"N\":\"9999.995\"}}"));
    assertThat(rows(TARGET))
        .containsExactlyInAnyOrder(
            Map.of("pk", "loaded", "ms", "2026-01-01T00:00:00.001Z", "ratio", "0.1"),
            Map.of(
                "pk",
                "fits",
                "ms",
                "1970-01-01T00:00:00.000500Z",
                "iso",
                "2026-01-02T01:04:05.123456Z",
                "price",
                "9999.99",
                "ratio",
                "-2.5"),
            Map.of(
                "pk",
                "not",
                OVERFLOW,
                "{\"iso\":{\"S\":\"yesterday\"},\"price\":{\"N\":\"9999.995\"}}"));
  }
}
