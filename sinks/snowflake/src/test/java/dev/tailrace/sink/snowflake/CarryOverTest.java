package dev.tailrace.sink.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.Item;
import dev.tailrace.item.ItemKey;
import dev.tailrace.item.KeySchema;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.MetaColumn;
import dev.tailrace.projection.TableOptions;
import dev.tailrace.projection.TableOptions.Deletes;
import dev.tailrace.projection.TableOptions.Layout;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.Change;
import dev.tailrace.sink.Commit;
import dev.tailrace.sink.CommitOutcome;
import dev.tailrace.sink.LifeRow;
import dev.tailrace.sink.Origin;
import dev.tailrace.sink.SequenceNumber;
import dev.tailrace.sink.ShardRef;
import dev.tailrace.sink.TableId;
import dev.tailrace.sink.TargetTable;
import dev.tailrace.sink.Work;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Rows that outlive the table they were in. */
final class CarryOverTest {
  @BeforeAll
  static void needsAServer() {
    Server.assumeThere();
  }

  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-02-03T04:05:06Z"));
  private static final TableId TABLE = new TableId("shop", "orders");
  private static final KeySchema KEY =
      new KeySchema(List.of(new KeySchema.KeyAttribute("pk", AttributeType.S)));
  private static final TableOptions SOFT =
      new TableOptions(Layout.COLUMNS, Deletes.SOFT, Deletes.SOFT, false, false);
  private static final TargetTable TARGET = new TargetTable("main", "Kept", KEY, SOFT);

  @Test
  void valuesWhoseColumnGotAnotherTypeGoToTheOverflow() {
    try (SnowflakeWarehouse warehouse = new SnowflakeWarehouse(CLOCK)) {
      SnowflakeSink sink = warehouse.sink();
      Map<String, ColumnType> before = new LinkedHashMap<>();
      before.put("n", new ColumnType.Decimal(38, 2));
      before.put("s", new ColumnType.Text());
      before.put("b", new ColumnType.Bytes());
      before.put("o", new ColumnType.Bool());
      Map<String, ColumnType> after = new LinkedHashMap<>();
      after.put("n", new ColumnType.Text());
      after.put("s", new ColumnType.Int64());
      after.put("b", new ColumnType.Text());
      after.put("o", new ColumnType.Text());
      makeAnew(sink, 0, before);
      Item item =
          Item.of(
              "{\"pk\":{\"S\":\"a\"},\"n\":{\"N\":\"1.25\"},\"s\":{\"S\":\"q\\\"é\"},\"b\":{\"B\":\"AAE=\"},\"o\":{\"BOOL\":true}}");
      Origin origin = new Origin(new ShardRef("arn", "s"), SequenceNumber.of("7"), CLOCK.instant());
      Change change = new Change.Upsert(ItemKey.of(KEY, item), item, origin);
      Item alone = Item.of("{\"pk\":{\"S\":\"b\"}}");
      Change other = new Change.Upsert(ItemKey.of(KEY, alone), alone, origin);
      done(sink, 2, Optional.empty(), new Work.Merge(TARGET, List.of(change, other)));
      makeAnew(sink, 2, after);
      List<Map<String, String>> rows = warehouse.rows(TARGET);
      assertThat(rows).hasSize(2);
      assertThat(rows)
          .anySatisfy(
              row ->
                  assertThat(new JsonRow(Map.of("o", overflow(row))))
                      .isEqualTo(
                          Map.of(
                              "o",
                              "{\"n\":{\"N\":\"1.25\"},\"s\":{\"S\":\"q\\\"é\"},\"b\":{\"B\":\"AAE=\"},\"o\":{\"BOOL\":true}}")))
          .anySatisfy(row -> assertThat(row).doesNotContainKey(MetaColumn.OVERFLOW.columnName()));
    }
  }

  private static String overflow(Map<String, String> row) {
    return row.getOrDefault(MetaColumn.OVERFLOW.columnName(), "");
  }

  private static void makeAnew(SnowflakeSink sink, long version, Map<String, ColumnType> types) {
    TableShape shape = TableShape.ofKey(KEY, SOFT).with(types);
    LifeRow loading = new LifeRow(version + 1, 1, "LOADING", "{}");
    done(sink, version, Optional.of(loading), new Work.CreateShadow(TARGET, shape));
    LifeRow streaming = new LifeRow(version + 2, 1, "STREAMING", "{}");
    done(sink, version + 1, Optional.of(streaming), new Work.Swap(TARGET));
  }

  private static void done(SnowflakeSink sink, long version, Optional<LifeRow> next, Work work) {
    Commit commit = new Commit(TABLE, version, next, List.of(), List.of(work));
    assertThat(sink.commit(commit)).isInstanceOf(CommitOutcome.Applied.class);
  }
}
