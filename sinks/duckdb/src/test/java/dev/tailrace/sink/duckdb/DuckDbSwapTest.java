package dev.tailrace.sink.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.KeySchema;
import dev.tailrace.item.KeySchema.KeyAttribute;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.Commit;
import dev.tailrace.sink.CommitOutcome;
import dev.tailrace.sink.DataFileLoad;
import dev.tailrace.sink.LifeRow;
import dev.tailrace.sink.TableId;
import dev.tailrace.sink.TargetTable;
import dev.tailrace.sink.Work;
import dev.tailrace.testkit.Items;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people made of a target table, and for it, is there after another backfill. */
final class DuckDbSwapTest {
  private static final TableId TABLE = new TableId("shop", "orders");
  private static final TargetTable TARGET =
      new TargetTable(
          "main", "Orders", new KeySchema(List.of(new KeyAttribute("pk", AttributeType.S))));

  private @TempDir Path folder;
  private DuckDbSink sink;
  private long version;

  @BeforeEach
  void open() {
    sink =
        DuckDbSink.open(
            folder.resolve("w.duckdb"), new DuckDbSettings(512, 2), InstantSource.system());
  }

  @AfterEach
  void close() {
    sink.close();
  }

  private void enter(Work work) {
    LifeRow life = new LifeRow(version + 1, 1, "TEST", "{}");
    assertThat(sink.commit(new Commit(TABLE, version, Optional.of(life), List.of(), List.of(work))))
        .isInstanceOf(CommitOutcome.Applied.class);
    version++;
  }

  private void backfill(Map<String, ColumnType> columns, String... items) {
    enter(new Work.CreateShadow(TARGET, TableShape.ofKey(TARGET.key()).with(columns)));
    sink.load(
        new DataFileLoad(
            TABLE, version, TARGET, "f", Instant.EPOCH, DataFileLoad.Kind.FULL, Items.of(items)));
    enter(new Work.Swap(TARGET));
  }

  private List<String> query(String sql) throws SQLException {
    try (Connection connection = sink.connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<String> rows = new ArrayList<>();
      while (result.next()) {
        rows.add(result.getString(1));
      }
      return rows;
    }
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = sink.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void viewsCommentsAndIndexesStay() throws SQLException {
    ColumnType text = new ColumnType.Text();
    backfill(Map.of("n", text, "old", text), "{\"pk\":{\"S\":\"a\"},\"n\":{\"S\":\"x\"}}");
    execute("CREATE VIEW main.report AS SELECT pk FROM main.\"Orders\"");
    execute("CREATE MACRO main.counted() AS TABLE SELECT count(*) FROM main.\"Orders\"");
    execute("COMMENT ON TABLE main.\"Orders\" IS 'it''s kept'");
    execute("COMMENT ON COLUMN main.\"Orders\".n IS 'kept, too'");
    execute("COMMENT ON COLUMN main.\"Orders\".old IS 'goes with its column'");
    execute("CREATE INDEX \"by n\" ON main.\"Orders\" (n)");
    execute("CREATE INDEX by_old ON main.\"Orders\" (lower(old))");

    for (int i = 0; i < 2; i++) {
      backfill(
          Map.of("n", new ColumnType.Json(), "m", text),
          "{\"pk\":{\"S\":\"a\"},\"n\":{\"L\":[]}}",
          "{\"pk\":{\"S\":\"b\"}}");
    }

    assertThat(query("SELECT pk FROM main.report ORDER BY 1")).containsExactly("a", "b");
    assertThat(query("SELECT * FROM main.counted()")).containsExactly("2");
    assertThat(query("SELECT comment FROM duckdb_tables() WHERE table_name = 'Orders'"))
        .containsExactly("it's kept");
    assertThat(query("SELECT comment FROM duckdb_columns() WHERE comment IS NOT NULL"))
        .containsExactly("kept, too");
    assertThat(query("SELECT index_name FROM duckdb_indexes() WHERE table_name = 'Orders'"))
        .containsExactly("by n");
  }
}
