package dev.tailrace.sink.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.item.AttributeType;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.TableShape;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The statements as they are sent; the contract suites run them. */
final class GeneratedSqlTest {
  private static final TableName TABLE = new TableName("main", "Or\"ders");
  private static final TableShape SHAPE =
      TableShape.ofKey(Pipeline.key("p.k", AttributeType.S, "n", AttributeType.N))
          .with(Map.of("j", new ColumnType.Json()));

  @Test
  void stagingHasTheColumnsAndTwoMore() {
    assertThat(Staging.createSql(SHAPE))
        .isEqualTo(
            """
            CREATE TEMPORARY TABLE tailrace_staging ("p.k" text COLLATE "C", "n" numeric(38,0), "j" jsonb, \
            "_tailrace_sequence" text COLLATE "C", "_tailrace_committed_at" timestamptz, \
            "_tailrace_synced_at" timestamptz, "_tailrace_overflow" text COLLATE "C", \
            "_tailrace_staged_key" text COLLATE "C", "_tailrace_staged_delete" boolean NOT NULL) ON COMMIT DROP""");
  }

  @Test
  void rowsWithTheSameKeyAreDeletedByTheirColumns() {
    assertThat(Staging.deleteSql(TABLE, SHAPE))
        .isEqualTo(
            """
            DELETE FROM "main"."Or""ders" AS t USING pg_temp.tailrace_staging AS s \
            WHERE t."p.k" = s."p.k" AND t."n" = s."n\"""");
  }

  @Test
  void keysInTheOverflowAreComparedByTheBeginningOfTheDocument() {
    String keyText =
        """
        substring(%s"_tailrace_overflow" from E'^\\\\{((?:\\\\"p\\\\.k\\\\":\\\\{"S":"(?:[^"\\\\\\\\]|\\\\\\\\.)*"\\\\})?\
        (?:,?\\\\"n\\\\":\\\\{"N":"(?:[^"\\\\\\\\]|\\\\\\\\.)*"\\\\})?)')""";
    assertThat(Staging.deleteByOverflowSql(TABLE, SHAPE))
        .isEqualTo(
            """
            DELETE FROM "main"."Or""ders" AS t USING pg_temp.tailrace_staging AS s \
            WHERE (t."p.k" IS NULL OR t."n" IS NULL) \
            AND "left"(%1$s, 600) = "left"(s."_tailrace_staged_key", 600) \
            AND %1$s = s."_tailrace_staged_key" \
            AND t."p.k" IS NOT DISTINCT FROM s."p.k" AND t."n" IS NOT DISTINCT FROM s."n\""""
                .formatted(keyText.formatted("t.")));
    assertThat(KeyIndex.createSql(TABLE, SHAPE))
        .containsExactly(
            """
            CREATE UNIQUE INDEX ON "main"."Or""ders" ("p.k", "n")""",
            """
            CREATE INDEX ON "main"."Or""ders" (("left"(%s, 600))) WHERE ("p.k" IS NULL OR "n" IS NULL)"""
                .formatted(keyText.formatted("")));
  }

  @Test
  void theNewImagesAreInsertedByName() {
    assertThat(Staging.insertSql(TABLE, SHAPE))
        .isEqualTo(
            """
            INSERT INTO "main"."Or""ders" ("p.k", "n", "j", "_tailrace_sequence", "_tailrace_committed_at", \
            "_tailrace_synced_at", "_tailrace_overflow") SELECT "p.k", "n", "j", "_tailrace_sequence", \
            "_tailrace_committed_at", "_tailrace_synced_at", "_tailrace_overflow" \
            FROM pg_temp.tailrace_staging WHERE NOT "_tailrace_staged_delete\"""");
  }

  @Test
  void promotedValuesFindTheirRowsByPlace() {
    assertThat(Promotion.updateSql(TABLE, SHAPE.columns().subList(2, 3)))
        .isEqualTo(
            """
            UPDATE "main"."Or""ders" AS t SET "_tailrace_overflow" = s."_tailrace_overflow", "j" = s."j" \
            FROM pg_temp.tailrace_promoted AS s WHERE t.ctid = s."_tailrace_row\"""");
  }
}
