package dev.tailrace.sink.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.KeySchema;
import dev.tailrace.item.KeySchema.KeyAttribute;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.TableOptions;
import dev.tailrace.projection.TableOptions.Deletes;
import dev.tailrace.projection.TableOptions.Layout;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.sql.CarrySql;
import dev.tailrace.sink.sql.MergeSql;
import dev.tailrace.sink.sql.Staged;
import dev.tailrace.sink.sql.StateSchema;
import dev.tailrace.sink.sql.TableName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The statements as they are, one a paragraph of a golden file. The contract suites run them. */
final class GeneratedSqlTest {
  private static final PostgresDialect DIALECT = new PostgresDialect();
  private static final TableName LIVE = new TableName("main", "Ord\"ers");
  private static final TableName SHADOW = new TableName("main", "_tailrace_shadow_Ord\"ers");

  private static TableShape shape(TableOptions options) {
    KeySchema key =
        new KeySchema(
            List.of(
                new KeyAttribute("pk", AttributeType.S), new KeyAttribute("n", AttributeType.N)));
    Map<String, ColumnType> types = new LinkedHashMap<>();
    types.put("price", new ColumnType.Decimal(18, 2));
    types.put("tags", new ColumnType.Json());
    types.put("picture", new ColumnType.Bytes());
    types.put("ratio", new ColumnType.Float64());
    return TableShape.ofKey(key, options).with(types);
  }

  private static Staged staged(TableShape shape, boolean marks) {
    return new Staged("pg_temp.tailrace_staging", shape, 2, true, marks, 0, Map.of(), Map.of());
  }

  private static void check(String name, List<String> statements) throws IOException {
    try (InputStream in = GeneratedSqlTest.class.getResourceAsStream(name)) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      assertThat(statements)
          .containsExactly(text.strip().replaceAll("(?<!\n)\n(?!\n)\\s*", " ").split("\n\n+", -1));
    }
  }

  @Test
  void theTablesOfState() throws IOException {
    check("state.sql", StateSchema.statements(DIALECT));
  }

  @Test
  void rowsWaitInATemporaryTable() throws IOException {
    TableShape shape =
        shape(new TableOptions(Layout.BOTH, Deletes.SOFT, Deletes.IGNORE, true, true));
    check("staging.sql", List.of(PostgresEngine.stagingSql(shape, DIALECT)));
  }

  @Test
  void indexesFindKeysWhereverTheyAre() throws IOException {
    TableOptions history =
        new TableOptions(Layout.COLUMNS, Deletes.SOFT, Deletes.SOFT, true, false);
    check("index.sql", KeyIndex.createSql(LIVE, shape(TableOptions.DEFAULTS), DIALECT));
    check("index-history.sql", KeyIndex.createSql(LIVE, shape(history), DIALECT));
  }

  @Test
  void aMergeDeletesAndInserts() throws IOException {
    TableShape shape = shape(TableOptions.DEFAULTS);
    check("merge.sql", new MergeSql(DIALECT, LIVE, staged(shape, false)).merge());
  }

  @Test
  void softDeletesMarkRows() throws IOException {
    TableShape shape =
        shape(new TableOptions(Layout.BOTH, Deletes.SOFT, Deletes.HARD, false, true));
    check("merge-soft.sql", new MergeSql(DIALECT, LIVE, staged(shape, true)).merge());
    check("carry-soft.sql", new CarrySql(DIALECT, LIVE, shape, SHADOW, shape).rows());
  }

  @Test
  void aHistoryClosesVersionsAndAddsOthers() throws IOException {
    TableShape shape =
        shape(new TableOptions(Layout.COLUMNS, Deletes.SOFT, Deletes.SOFT, true, false));
    check("merge-history.sql", new MergeSql(DIALECT, LIVE, staged(shape, true)).merge());
    check("carry-history.sql", new CarrySql(DIALECT, LIVE, shape, SHADOW, shape).versions());
  }

  @Test
  void aSwapWritesTheRowsThatDiffer() throws IOException {
    TableShape shape = shape(TableOptions.DEFAULTS);
    check("difference.sql", difference(shape, shape));
  }

  @Test
  void aSwapOfVersionsAddsAndTakesAway() throws IOException {
    TableShape shape =
        shape(new TableOptions(Layout.COLUMNS, Deletes.SOFT, Deletes.SOFT, true, false));
    check("difference-history.sql", difference(shape, shape));
  }

  @Test
  void numbersThatTheColumnCantHoldGoToTheOverflowAtTheSwap() throws IOException {
    TableShape shadow = shape(TableOptions.DEFAULTS);
    TableShape live =
        TableShape.ofKey(shadow.key(), TableOptions.DEFAULTS)
            .with(Map.of("price", new ColumnType.Int64()));
    check("difference-drifted.sql", difference(live, shadow).subList(2, 3));
  }

  private static List<String> difference(TableShape live, TableShape shadow) {
    return new DifferenceSql(LIVE, SHADOW, shadow, new Places(live, shadow).values(List.of()))
        .statements();
  }

  @Test
  void newColumnsAreFilledByKey() throws IOException {
    TableShape shape = shape(TableOptions.DEFAULTS);
    check("promote.sql", new MergeSql(DIALECT, LIVE, staged(shape, false)).promote(4, Set.of()));
  }

  @Test
  void anAttributeOfAnotherTypeIsCarriedInTheOverflow() throws IOException {
    TableOptions soft = new TableOptions(Layout.COLUMNS, Deletes.SOFT, Deletes.SOFT, false, false);
    TableShape to =
        TableShape.ofKey(shape(soft).key(), soft).with(Map.of("price", new ColumnType.Text()));
    check("carry-drifted.sql", new CarrySql(DIALECT, LIVE, shape(soft), SHADOW, to).rows());
  }
}
