package dev.tailrace.sink.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.KeySchema;
import dev.tailrace.item.KeySchema.KeyAttribute;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.TableOptions;
import dev.tailrace.projection.TableOptions.Deletes;
import dev.tailrace.projection.TableOptions.Layout;
import dev.tailrace.projection.TableShape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Redshift's statements as golden files, one statement a paragraph. No cluster has run them. */
final class RedshiftSqlTest {
  private static final RedshiftDialect DIALECT = new RedshiftDialect();
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
    return new Staged("tailrace_staging", shape, 2, true, marks, 0, Map.of(), Map.of());
  }

  private static void check(String name, List<String> statements) throws IOException {
    try (InputStream in = RedshiftSqlTest.class.getResourceAsStream(name)) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      assertThat(statements)
          .containsExactly(text.strip().replaceAll("(?<!\n)\n(?!\n)\\s*", " ").split("\n\n+", -1));
    }
  }

  @Test
  void theTablesOfState() throws IOException {
    check("redshift-state.sql", StateSchema.statements(DIALECT));
  }

  @Test
  void rowsComeFromS3IntoAStagingTable() throws IOException {
    TableShape shape =
        shape(new TableOptions(Layout.BOTH, Deletes.SOFT, Deletes.IGNORE, true, true));
    check(
        "redshift-staging.sql",
        List.of(
            RedshiftDialect.sessionSql(),
            DIALECT.stagingSql(shape),
            DIALECT.copySql("s3://b/it's/manifest", "arn:aws:iam::1:role/r")));
  }

  @Test
  void aMergeDeletesAndInserts() throws IOException {
    TableShape shape = shape(TableOptions.DEFAULTS);
    check("redshift-merge.sql", new MergeSql(DIALECT, LIVE, staged(shape, false)).merge());
  }

  @Test
  void softDeletesMarkRows() throws IOException {
    TableShape shape =
        shape(new TableOptions(Layout.BOTH, Deletes.SOFT, Deletes.HARD, false, true));
    check("redshift-merge-soft.sql", new MergeSql(DIALECT, LIVE, staged(shape, true)).merge());
    check("redshift-carry-soft.sql", new CarrySql(DIALECT, LIVE, shape, SHADOW, shape).rows());
  }

  @Test
  void aHistoryClosesVersionsAndAddsOthers() throws IOException {
    TableShape shape =
        shape(new TableOptions(Layout.COLUMNS, Deletes.SOFT, Deletes.SOFT, true, false));
    check("redshift-merge-history.sql", new MergeSql(DIALECT, LIVE, staged(shape, true)).merge());
    check(
        "redshift-carry-history.sql", new CarrySql(DIALECT, LIVE, shape, SHADOW, shape).versions());
  }

  @Test
  void newColumnsAreFilledByKey() throws IOException {
    TableShape shape = shape(TableOptions.DEFAULTS);
    check(
        "redshift-promote.sql",
        new MergeSql(DIALECT, LIVE, staged(shape, false)).promote(4, Set.of()));
  }

  @Test
  void anAttributeOfAnotherTypeIsCarriedInTheOverflow() throws IOException {
    TableOptions soft = new TableOptions(Layout.COLUMNS, Deletes.SOFT, Deletes.SOFT, false, false);
    TableShape to =
        TableShape.ofKey(shape(soft).key(), soft).with(Map.of("price", new ColumnType.Text()));
    check(
        "redshift-carry-drifted.sql", new CarrySql(DIALECT, LIVE, shape(soft), SHADOW, to).rows());
  }
}
