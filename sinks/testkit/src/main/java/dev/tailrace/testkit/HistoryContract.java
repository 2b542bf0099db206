package dev.tailrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.Item;
import dev.tailrace.item.KeySchema;
import dev.tailrace.projection.MetaColumn;
import dev.tailrace.projection.TableOptions;
import dev.tailrace.projection.TableOptions.Deletes;
import dev.tailrace.projection.TableOptions.Layout;
import dev.tailrace.sink.Change;
import dev.tailrace.sink.Origin;
import dev.tailrace.sink.TargetTable;
import dev.tailrace.sink.Work;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tables that keep every version of an item, from one change to the next. */
public abstract class HistoryContract extends SinkContract {
  private static final String DELETED = MetaColumn.DELETED.columnName();
  private static final String FROM = MetaColumn.COMMITTED_AT.columnName();
  private static final String TO = MetaColumn.VALID_TO.columnName();

  private static TargetTable target(Deletes deletes) {
    return target(TEXT_KEY, deletes);
  }

  private static TargetTable target(KeySchema key, Deletes deletes) {
    return new TargetTable(
        "main", "Past", key, new TableOptions(Layout.COLUMNS, deletes, deletes, true, false));
  }

  /** When the change number {@code n} of {@link Changes} was made. */
  private static String at(int n) {
    return Texts.of(Changes.START.plusSeconds(n));
  }

  /** The rows with their times, but those of writing. */
  private List<Map<String, String>> versions(TargetTable target) {
    return warehouse().rows(target).stream()
        .map(
            row -> {
              row.remove(MetaColumn.SEQUENCE.columnName());
              row.remove(MetaColumn.SYNCED_AT.columnName());
              return row;
            })
        .toList();
  }

  @Test
  void everyVersionHasARowFromOneChangeToTheNext() {
    TargetTable target = target(Deletes.HARD);
    goLive(target);
    Changes changes = changes(TEXT_KEY);
    merge(
        target,
        changes.upsert("{\"pk\":{\"S\":\"a\"},\"n\":{\"N\":\"1\"}}"),
        changes.upsert("{\"pk\":{\"S\":\"b\"}}"),
        changes.upsert("{\"pk\":{\"S\":\"a\"},\"n\":{\"N\":\"2\"}}"));
    merge(target, changes.upsert("{\"pk\":{\"S\":\"a\"}}"));
    assertThat(versions(target))
        .containsExactlyInAnyOrder(
            Map.of("pk", "a", "n", "1", FROM, at(1), TO, at(3)),
            Map.of("pk", "a", "n", "2", FROM, at(3), TO, at(4)),
            Map.of("pk", "a", FROM, at(4)),
            Map.of("pk", "b", FROM, at(2)));
  }

  @Test
  void aDeleteClosesTheOpenVersionAndAnotherPutBeginsAnew() {
    TargetTable target = target(Deletes.HARD);
    goLive(target);
    Changes changes = changes(TEXT_KEY);
    merge(target, changes.upsert("{\"pk\":{\"S\":\"a\"}}"));
    merge(
        target,
        changes.delete("{\"pk\":{\"S\":\"a\"}}"),
        changes.delete("{\"pk\":{\"S\":\"never there\"}}"));
    merge(
        target,
        changes.upsert("{\"pk\":{\"S\":\"a\"}}"),
        changes.delete("{\"pk\":{\"S\":\"a\"}}"),
        changes.upsert("{\"pk\":{\"S\":\"a\"}}"));
    assertThat(versions(target))
        .containsExactlyInAnyOrder(
            Map.of("pk", "a", FROM, at(1), TO, at(2)),
            Map.of("pk", "a", FROM, at(4), TO, at(5)),
            Map.of("pk", "a", FROM, at(6)));
  }

  @Test
  void aSoftDeleteIsAVersionToo() {
    TargetTable target = target(Deletes.SOFT);
    goLive(target);
    Changes changes = changes(TEXT_KEY);
    merge(target, changes.upsert("{\"pk\":{\"S\":\"a\"},\"n\":{\"N\":\"1\"}}"));
    merge(target, changes.delete("{\"pk\":{\"S\":\"a\"}}"));
    assertThat(versions(target))
        .containsExactlyInAnyOrder(
            Map.of("pk", "a", "n", "1", FROM, at(1), TO, at(2), DELETED, "false"),
            Map.of("pk", "a", FROM, at(2), DELETED, "true"));
  }

  @Test
  void keysThatNoColumnHoldsHaveVersions() {
    KeySchema key = key("id", AttributeType.N);
    TargetTable target = target(key, Deletes.HARD);
    goLive(target);
    Changes changes = changes(key);
    merge(target, changes.upsert("{\"id\":{\"N\":\"0.5\"}}"));
    merge(target, changes.upsert("{\"id\":{\"N\":\"5e-1\"}}"));
    assertThat(versions(target)).hasSize(2);
    assertThat(versions(target).stream().filter(r -> !r.containsKey(TO))).hasSize(1);
  }

  @Test
  void theLogIsAppliedVersionByVersionBehindTheExport() {
    TargetTable target = target(Deletes.HARD);
    startBackfill(target);
    load(
        target,
        "f",
        Items.of("{\"pk\":{\"S\":\"a\"},\"n\":{\"N\":\"0\"}}", "{\"pk\":{\"S\":\"b\"}}"));
    Changes changes = changes(TEXT_KEY);
    List<Change> log =
        List.of(
            changes.upsert("{\"pk\":{\"S\":\"a\"},\"n\":{\"N\":\"1\"}}"),
            changes.upsert("{\"pk\":{\"S\":\"a\"},\"n\":{\"N\":\"2\"}}"),
            changes.delete("{\"pk\":{\"S\":\"b\"}}"));
    apply(new Work.AppendLog(log));
    enter("STREAMING", new Work.ApplyLog(target, 0, Long.MAX_VALUE), new Work.Swap(target));
    String export = Texts.of(EXPORT_TIME);
    assertThat(versions(target))
        .containsExactlyInAnyOrder(
            Map.of("pk", "a", "n", "0", FROM, export, TO, at(1)),
            Map.of("pk", "a", "n", "1", FROM, at(1), TO, at(2)),
            Map.of("pk", "a", "n", "2", FROM, at(2)),
            Map.of("pk", "b", FROM, export, TO, at(3)));
  }

  @Test
  void aVersionThatTheExportHasSeenAlreadyIsNotThereTwice() {
    TargetTable target = target(Deletes.HARD);
    startBackfill(target);
    load(target, "f", Items.of("{\"pk\":{\"S\":\"a\"},\"n\":{\"N\":\"2\"}}"));
    Change.Upsert late =
        (Change.Upsert) changes(TEXT_KEY).upsert("{\"pk\":{\"S\":\"a\"},\"n\":{\"N\":\"1\"}}");
    Change.Upsert second = at(late, "{\"pk\":{\"S\":\"a\"},\"n\":{\"N\":\"2\"}}", 20);
    Change.Upsert first = at(late, "{\"pk\":{\"S\":\"a\"},\"n\":{\"N\":\"1\"}}", 30);
    apply(new Work.AppendLog(List.of(first, second)));
    enter("STREAMING", new Work.ApplyLog(target, 0, Long.MAX_VALUE), new Work.Swap(target));
    assertThat(versions(target))
        .containsExactlyInAnyOrder(
            Map.of("pk", "a", "n", "1", FROM, before(30), TO, before(20)),
            Map.of("pk", "a", "n", "2", FROM, before(20)));
  }

  private static String before(int seconds) {
    return Texts.of(EXPORT_TIME.minusSeconds(seconds));
  }

  private static Change.Upsert at(Change.Upsert change, String json, int secondsBeforeExport) {
    Instant time = EXPORT_TIME.minusSeconds(secondsBeforeExport);
    return new Change.Upsert(
        change.key(),
        Item.of(json),
        new Origin(change.origin().shard(), change.origin().sequence(), time));
  }

  @Test
  void anotherBackfillKeepsThePast() {
    TargetTable target = target(Deletes.HARD);
    goLive(target);
    Changes changes = changes(TEXT_KEY);
    Change.Upsert template = (Change.Upsert) changes.upsert("{\"pk\":{\"S\":\"a\"}}");
    merge(
        target,
        at(template, "{\"pk\":{\"S\":\"a\"},\"n\":{\"N\":\"1\"}}", 90),
        at(template, "{\"pk\":{\"S\":\"a\"},\"n\":{\"N\":\"2\"}}", 80));
    Change.Upsert gone = (Change.Upsert) changes.upsert("{\"pk\":{\"S\":\"gone\"}}");
    merge(target, at(gone, "{\"pk\":{\"S\":\"gone\"}}", 70));
    startBackfill(target);
    load(target, "f", Items.of("{\"pk\":{\"S\":\"a\"},\"m\":{\"N\":\"3\"}}"));
    enter("STREAMING", new Work.ApplyLog(target, 0, Long.MAX_VALUE), new Work.Swap(target));
    String export = Texts.of(EXPORT_TIME);
    assertThat(versions(target))
        .containsExactlyInAnyOrder(
            Map.of("pk", "a", "n", "1", FROM, before(90), TO, before(80)),
            Map.of("pk", "a", "n", "2", FROM, before(80), TO, export),
            Map.of("pk", "a", "m", "3", FROM, export),
            Map.of("pk", "gone", FROM, before(70), TO, export));
  }
}
