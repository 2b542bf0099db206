package dev.tailrace.sink.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.KeySchema;
import dev.tailrace.item.KeySchema.KeyAttribute;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.TableOptions;
import dev.tailrace.projection.TableOptions.Deletes;
import dev.tailrace.projection.TableOptions.Layout;
import dev.tailrace.projection.TableShape;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The statements, to the letter; the contract suites run them. */
final class GeneratedSqlTest {
  private static final KeySchema KEY =
      new KeySchema(
          List.of(
              new KeyAttribute("pk", AttributeType.S),
              new KeyAttribute("o'clock", AttributeType.N)));

  private static final TableShape PLAIN =
      TableShape.ofKey(KEY).with(Map.of("say \"x\"", new ColumnType.Json()));

  private static final TableShape HISTORY =
      TableShape.ofKey(
          new KeySchema(List.of(new KeyAttribute("pk", AttributeType.S))),
          new TableOptions(Layout.DOCUMENT, Deletes.HARD, Deletes.HARD, true, false));

  private static final TableName TABLE = new TableName("S", "T");

  private static MergeSql bounded(TableShape shape) {
    return new MergeSql(TABLE, shape, "g", " AND t.\"pk\" >= ?", false);
  }

  @Test
  void aTable() {
    assertThat(Sql.definitions(PLAIN))
        .isEqualTo(
            "\"pk\" VARCHAR, \"o'clock\" NUMBER(38,0), \"say \"\"x\"\"\" VARIANT,"
                + " \"_tailrace_sequence\" VARCHAR, \"_tailrace_committed_at\" TIMESTAMP_TZ(6),"
                + " \"_tailrace_synced_at\" TIMESTAMP_TZ(6), \"_tailrace_overflow\" VARIANT");
  }

  @Test
  void stagedRows() {
    assertThat(StagingTable.rows("g", PLAIN))
        .isEqualTo(
            "(SELECT \"v\":\"o\"::VARCHAR AS \"_tailrace_staged_op\","
                + " \"v\":\"f\"::BOOLEAN AS \"_tailrace_staged_first\","
                + " \"v\":\"c0\"::VARCHAR AS \"pk\","
                + " \"v\":\"c1\"::VARCHAR::NUMBER(38,0) AS \"o'clock\","
                + " \"v\":\"c2\" AS \"say \"\"x\"\"\","
                + " \"v\":\"m_SEQUENCE\"::VARCHAR AS \"_tailrace_sequence\","
                + " \"v\":\"m_COMMITTED_AT\"::VARCHAR::TIMESTAMP_TZ(6) AS \"_tailrace_committed_at\","
                + " \"v\":\"m_SYNCED_AT\"::VARCHAR::TIMESTAMP_TZ(6) AS \"_tailrace_synced_at\","
                + " \"v\":\"m_OVERFLOW\" AS \"_tailrace_overflow\" FROM g)");
  }

  @Test
  void rowsThatAreReplaced() {
    String keys = StagingTable.rows("g", PLAIN.keyOnly());
    assertThat(bounded(PLAIN).delete())
        .isEqualTo(
            "DELETE FROM \"S\".\"T\" AS t USING "
                + keys
                + " AS s WHERE t.\"pk\" = s.\"pk\" AND t.\"o'clock\" = s.\"o'clock\" AND t.\"pk\" >= ?"
                + " AND (s.\"_tailrace_staged_op\" = 'p' OR s.\"_tailrace_staged_op\" = 'r')");
    assertThat(new MergeSql(TABLE, PLAIN, "g", "", true).delete())
        .contains(
            "t.\"pk\" = s.\"pk\" AND EQUAL_NULL(t.\"o'clock\", s.\"o'clock\")"
                + " AND EQUAL_NULL(t.\"_tailrace_overflow\"['o''clock']['N']::VARCHAR,"
                + " s.\"_tailrace_overflow\"['o''clock']['N']::VARCHAR) AND (");
  }

  @Test
  void versionsThatAreClosed() {
    String keys = StagingTable.rows("g", HISTORY.keyOnly());
    assertThat(bounded(HISTORY).close())
        .isEqualTo(
            "UPDATE \"S\".\"T\" AS t SET \"_tailrace_valid_to\" = s.\"_tailrace_committed_at\" FROM "
                + keys
                + " AS s WHERE t.\"pk\" = s.\"pk\" AND t.\"pk\" >= ? AND s.\"_tailrace_staged_first\""
                + " AND t.\"_tailrace_valid_to\" IS NULL");
    assertThat(bounded(HISTORY).deleteOvertaken())
        .isEqualTo(
            "DELETE FROM \"S\".\"T\" AS t USING "
                + keys
                + " AS s WHERE t.\"pk\" = s.\"pk\" AND t.\"pk\" >= ? AND s.\"_tailrace_staged_first\""
                + " AND t.\"_tailrace_valid_to\" IS NULL"
                + " AND (t.\"_tailrace_sequence\" IS NULL OR t.\"_tailrace_sequence\" = '0')"
                + " AND t.\"_tailrace_committed_at\" >= s.\"_tailrace_committed_at\"");
  }
}
