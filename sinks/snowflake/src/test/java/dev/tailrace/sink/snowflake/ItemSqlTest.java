package dev.tailrace.sink.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.KeySchema;
import dev.tailrace.item.KeySchema.KeyAttribute;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.TableShape;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The statements of a load that the warehouse does itself, to the letter. */
final class ItemSqlTest {
  private static final KeySchema KEY =
      new KeySchema(List.of(new KeyAttribute("pk", AttributeType.S)));
  private static final Instant TIME = Instant.parse("2025-12-31T00:00:00Z");

  /** A table of a text key and {@code count} columns of four types in turn. */
  static TableShape wide(int count) {
    List<ColumnType> types =
        List.of(
            new ColumnType.Text(),
            new ColumnType.Decimal(10, 2),
            new ColumnType.Json(),
            new ColumnType.Bool());
    Map<String, ColumnType> columns = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      columns.put("attribute " + i, types.get(i % types.size()));
    }
    return TableShape.ofKey(KEY).with(columns);
  }

  @Test
  void aFileIsCopiedByName() {
    assertThat(new ExportStage("D.S.EXPORTS", "s3://b/").copySql("it's/a.json.gz", "g"))
        .isEqualTo(
            "COPY INTO g FROM @D.S.EXPORTS FILES = ('it''s/a.json.gz') FILE_FORMAT = (TYPE = JSON"
                + " COMPRESSION = GZIP STRIP_OUTER_ARRAY = FALSE STRIP_NULL_VALUES = FALSE"
                + " ALLOW_DUPLICATE = FALSE IGNORE_UTF8_ERRORS = FALSE"
                + " REPLACE_INVALID_CHARACTERS = FALSE) ON_ERROR = ABORT_STATEMENT FORCE = TRUE");
  }

  @Test
  void attributesWithoutAColumnAreAskedFor() {
    TableShape shape = TableShape.ofKey(KEY).with(Map.of("o'clock", new ColumnType.Text()));
    assertThat(ItemSql.unknownAttributes(shape, "g", 11))
        .isEqualTo(
            "SELECT f.KEY, MAX(CASE WHEN f.VALUE:\"NULL\" IS NULL THEN 1 ELSE 0 END) FROM g AS t,"
                + " LATERAL FLATTEN(input => OBJECT_DELETE(t.\"v\":\"Item\"::OBJECT, 'pk',"
                + " 'o''clock')) AS f GROUP BY f.KEY LIMIT 11");
  }

  @Test
  void aNumberIsTextUntilNothingIsLeftToRound() {
    NumberSql number = new NumberSql(7);
    assertThat(number.decimal(10, 2))
        .isEqualTo(
            "CASE WHEN \"u7\" = '' OR (\"s7\" <= 2 AND \"l7\" <= 8)"
                + " THEN TO_NUMBER(\"z7\" || \"y7\", 10, 2) END");
    assertThat(number.int64())
        .isEqualTo(
            "CASE WHEN \"u7\" = '' OR (\"s7\" <= 0 AND (\"l7\" < 19 OR (\"l7\" = 19 AND"
                + " \"y7\" <= CASE \"z7\" WHEN '-' THEN '9223372036854775808' ELSE"
                + " '9223372036854775807' END))) THEN TO_NUMBER(\"z7\" || \"y7\", 19, 0) END");
  }

  @Test
  void rowsAreMadeStepByStep() {
    TableShape shape = TableShape.ofKey(KEY).with(Map.of("b", new ColumnType.Bool()));
    assertThat(new ItemSql(shape, List.of("x")).select("g", TIME, TIME))
        .isEqualTo(
            "SELECT \"c0\", \"c1\", NULL, '2025-12-31T00:00:00.000000+00:00'::TIMESTAMP_TZ(6),"
                + " '2025-12-31T00:00:00.000000+00:00'::TIMESTAMP_TZ(6),"
                + " CASE WHEN COALESCE(\"o0\", \"o1\", \"o2\", NULL) IS NOT NULL THEN"
                + " OBJECT_CONSTRUCT('pk', \"o0\", 'b', \"o1\", 'x', \"o2\")::VARIANT END,"
                + " (NVL2(\"o0\", 1, 0) + NVL2(\"o1\", 1, 0)) FROM (SELECT *,"
                + " CASE WHEN \"c0\" IS NULL AND \"a0\":\"NULL\" IS NULL THEN \"a0\" END AS \"o0\","
                + " CASE WHEN \"c1\" IS NULL AND \"a1\":\"NULL\" IS NULL THEN \"a1\" END AS \"o1\","
                + " CASE WHEN \"a2\":\"NULL\" IS NULL THEN \"a2\" END AS \"o2\" FROM"
                + " (SELECT *, \"a0\":\"S\"::VARCHAR AS \"c0\", \"a1\":\"BOOL\"::BOOLEAN AS \"c1\" FROM"
                + " (SELECT GET(\"v\":\"Item\", 'pk') AS \"a0\", GET(\"v\":\"Item\", 'b') AS \"a1\","
                + " GET(\"v\":\"Item\", 'x') AS \"a2\" FROM g)))");
  }

  @Test
  void twoThousandColumnsAreOneStatementThatSnowflakeTakes() {
    assertThat(new ItemSql(wide(2000), List.of()).select("g", TIME, TIME))
        .hasSizeLessThan(PushDown.LONGEST);
  }
}
