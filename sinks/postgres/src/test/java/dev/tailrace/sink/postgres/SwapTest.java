package dev.tailrace.sink.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.item.AttributeType;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.TableOptions;
import dev.tailrace.projection.TableOptions.Deletes;
import dev.tailrace.projection.TableOptions.Layout;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.TargetTable;
import dev.tailrace.sink.Work;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What people made of a target table, and for it, is there after another backfill. */
final class SwapTest {
  private static final TargetTable TARGET =
      new TargetTable("main", "orders", Pipeline.key("pk", AttributeType.S));

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private PostgresWarehouse warehouse;
  private Pipeline pipeline;

  @BeforeEach
  void open() {
    warehouse = new PostgresWarehouse(InstantSource.system());
    pipeline = new Pipeline(warehouse.sink(), TARGET);
  }

  @AfterEach
  void close() {
    warehouse.close();
  }

  private static String item(int i, String rest) {
    return "{\"pk\":{\"S\":\"a%d\"},\"tenant\":{\"S\":\"t%d\"}%s}".formatted(i, i % 4, rest);
  }

  private static String[] items(int count, String rest) {
    String[] items = new String[count];
    for (int i = 0; i < count; i++) {
      items[i] = item(i, rest);
    }
    return items;
  }

  private void backfill(Map<String, ColumnType> columns, String... items) {
    TableShape shape = TableShape.ofKey(TARGET.key(), TARGET.options()).with(columns);
    pipeline.enter(new Work.CreateShadow(TARGET, shape));
    pipeline.load("f", items);
    pipeline.swap();
  }

  private void backfill(String... items) {
    backfill(Map.of("tenant", new ColumnType.Text()), items);
  }

  private String one(String sql) {
    return warehouse.query(sql).getFirst().values().stream().findFirst().orElse("NULL");
  }

  private static void role(String name) {
    Server.one()
        .execute(
            "DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '%1$s') THEN CREATE ROLE %1$s; END IF; END $$"
                .formatted(name));
  }

  /** What a role sees of the table; the error's code where it may not look. */
  private String seenBy(String role, String what) {
    try (Connection connection = warehouse.sink().connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SET ROLE " + role);
      try (var result = statement.executeQuery("SELECT " + what + " FROM main.orders")) {
        result.next();
        return result.getString(1);
      }
    } catch (SQLException e) {
      return e.getSQLState();
    }
  }

  @Test
  void whoMaySeeWhatStaysAsItWas() {
    role("analyst");
    role("auditor");
    role("clerk");
    backfill(items(20, ""));
    warehouse.execute("GRANT USAGE ON SCHEMA main TO analyst, auditor, clerk");
    warehouse.execute("ALTER DEFAULT PRIVILEGES IN SCHEMA main GRANT SELECT ON TABLES TO auditor");
    warehouse.execute("GRANT SELECT ON main.orders TO analyst");
    warehouse.execute("GRANT SELECT (pk) ON main.orders TO clerk");
    warehouse.execute("ALTER TABLE main.orders ENABLE ROW LEVEL SECURITY");
    warehouse.execute("CREATE POLICY own ON main.orders TO analyst USING (tenant = 't1')");
    warehouse.execute("CREATE POLICY every ON main.orders TO clerk USING (true)");

    backfill(items(40, ",\"more\":{\"S\":\"x\"}"));

    assertThat(seenBy("analyst", "count(*)")).isEqualTo("10");
    assertThat(seenBy("auditor", "count(*)")).isEqualTo("42501");
    assertThat(seenBy("clerk", "count(pk)")).isEqualTo("40");
    assertThat(seenBy("clerk", "count(tenant)")).isEqualTo("42501");
  }

  @Test
  void privilegesStayExactlyWhereTheTableIsAnother() {
    role("auditor");
    backfill(Map.of("n", new ColumnType.Text()), "{\"pk\":{\"S\":\"a\"}}");
    String before = one("SELECT 'main.orders'::regclass::oid");
    warehouse.execute("GRANT USAGE ON SCHEMA main TO auditor");
    warehouse.execute("ALTER DEFAULT PRIVILEGES IN SCHEMA main GRANT SELECT ON TABLES TO auditor");

    backfill(Map.of("n", new ColumnType.Int64()), "{\"pk\":{\"S\":\"a\"},\"n\":{\"N\":\"7\"}}");

    assertThat(one("SELECT 'main.orders'::regclass::oid")).isNotEqualTo(before);
    assertThat(seenBy("auditor", "count(*)")).isEqualTo("42501");
    assertThat(warehouse.rows(TARGET).getFirst()).containsEntry("n", "7");
  }

  @Test
  void whatHangsOnTheTableStays() {
    backfill(items(20, ""));
    String before = one("SELECT 'main.orders'::regclass::oid");
    warehouse.execute("CREATE INDEX by_tenant ON main.orders (tenant)");
    warehouse.execute("COMMENT ON TABLE main.orders IS 'keep'");
    warehouse.execute("COMMENT ON COLUMN main.orders.tenant IS 'keep, too'");
    warehouse.execute(
        "CREATE VIEW main.report AS SELECT tenant, count(*) FROM main.orders GROUP BY 1");
    warehouse.execute("CREATE MATERIALIZED VIEW main.counted AS SELECT count(*) FROM main.orders");
    warehouse.execute("CREATE PUBLICATION changes FOR TABLE main.orders");
    warehouse.execute("ALTER TABLE main.orders REPLICA IDENTITY FULL");
    warehouse.execute("ALTER TABLE main.orders SET (fillfactor = 80)");
    warehouse.execute("ALTER TABLE main.orders ALTER COLUMN tenant SET STATISTICS 500");
    warehouse.execute("CREATE STATISTICS main.pairs ON pk, tenant FROM main.orders");
    warehouse.execute("ALTER TABLE main.orders ADD COLUMN note text DEFAULT 'mine'");

    backfill(items(40, ",\"more\":{\"N\":\"1\"}"));

    assertThat(one("SELECT 'main.orders'::regclass::oid")).isEqualTo(before);
    assertThat(one("SELECT sum(count) FROM main.report")).isEqualTo("40");
    warehouse.execute("REFRESH MATERIALIZED VIEW main.counted");
    assertThat(one("SELECT count FROM main.counted")).isEqualTo("40");
    assertThat(one("SELECT count(*) FROM pg_indexes WHERE indexname = 'by_tenant'")).isEqualTo("1");
    assertThat(one("SELECT obj_description('main.orders'::regclass)")).isEqualTo("keep");
    assertThat(one("SELECT count(*) FROM pg_publication_tables WHERE tablename = 'orders'"))
        .isEqualTo("1");
    assertThat(one("SELECT reloptions FROM pg_class WHERE oid = 'main.orders'::regclass"))
        .isEqualTo("{fillfactor=80}");
    assertThat(one("SELECT count(*) FROM main.orders WHERE note = 'mine' AND more = 1"))
        .isEqualTo("40");
  }

  /** Triggers, replicas and backups see what is another, not the whole table. */
  @Test
  void onlyRowsThatDifferAreWritten() {
    backfill(items(20, ",\"n\":{\"N\":\"1\"}"));
    warehouse.execute("CREATE TABLE main.seen (op text, pk text)");
    warehouse.execute(
        "CREATE FUNCTION main.see() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO main.seen VALUES (TG_OP, coalesce(NEW.pk, OLD.pk)); RETURN NULL; END $$");
    warehouse.execute(
        "CREATE TRIGGER see AFTER INSERT OR UPDATE OR DELETE ON main.orders FOR EACH ROW EXECUTE FUNCTION main.see()");
    String[] items = items(21, ",\"n\":{\"N\":\"1\"}");
    items[3] = item(3, ",\"n\":{\"N\":\"2\"}");
    items[5] = item(30, ",\"n\":{\"N\":\"1\"}");

    backfill(items);

    assertThat(warehouse.query("SELECT op, pk FROM main.seen"))
        .containsExactlyInAnyOrder(
            Map.of("op", "UPDATE", "pk", "a3"),
            Map.of("op", "DELETE", "pk", "a5"),
            Map.of("op", "INSERT", "pk", "a20"),
            Map.of("op", "INSERT", "pk", "a30"));
    assertThat(warehouse.rows(TARGET)).hasSize(21);
  }

  @Test
  void aRowThatTheStreamWroteLastSaysSo() {
    backfill(Map.of(), "{\"pk\":{\"S\":\"a\"}}", "{\"pk\":{\"S\":\"b\"}}");
    pipeline.upsert("{\"pk\":{\"S\":\"a\"}}");
    String sequence = one("SELECT _tailrace_sequence FROM main.orders WHERE pk = 'a'");
    pipeline.startBackfill();
    pipeline.load("f", "{\"pk\":{\"S\":\"a\"}}", "{\"pk\":{\"S\":\"b\"}}");
    pipeline.swap();
    assertThat(one("SELECT _tailrace_sequence FROM main.orders WHERE pk = 'a'"))
        .isEqualTo(sequence);
    pipeline.startBackfill();
    pipeline.load("f", "{\"pk\":{\"S\":\"a\"}}", "{\"pk\":{\"S\":\"b\"}}");
    pipeline.append("{\"pk\":{\"S\":\"b\"}}");
    pipeline.enter(new Work.ApplyLog(TARGET, 0, Long.MAX_VALUE), new Work.Swap(TARGET));
    assertThat(warehouse.query("SELECT pk FROM main.orders WHERE _tailrace_sequence IS NOT NULL"))
        .hasSize(2);
  }

  @Test
  void readersNeitherStopTheSwapNorWaitForIt() throws SQLException {
    backfill(items(20, ""));
    try (Connection reader = warehouse.sink().connect();
        Statement statement = reader.createStatement()) {
      reader.setAutoCommit(false);
      statement.execute("SELECT * FROM main.orders");
      backfill(items(40, ""));
      assertThat(one("SELECT count(*) FROM main.orders")).isEqualTo("40");
    }
  }

  @Test
  void readersStopANewColumnAndNoOtherReader() throws Exception {
    backfill(items(20, ""));
    besideAReader(p -> p.backfill(items(40, ",\"m\":{\"N\":\"1\"}")));
    assertThat(one("SELECT sum(m) FROM main.orders")).isEqualTo("40");
  }

  @Test
  void theStreamsNewColumnStopsNoOtherReaderEither() throws Exception {
    backfill(items(20, ""));
    besideAReader(p -> p.pipeline.upsert(item(3, ",\"m\":{\"N\":\"1\"}")));
    assertThat(one("SELECT sum(m) FROM main.orders")).isEqualTo("1");
  }

  /** A second reader is answered between two tries, while the first one goes on. */
  private void besideAReader(Consumer<SwapTest> work) throws Exception {
    PostgresSettings patient =
        new PostgresSettings(
            Optional.empty(), Optional.empty(), PATIENCE, PATIENCE, PATIENCE, PATIENCE);
    try (Connection reader = warehouse.sink().connect();
        Statement statement = reader.createStatement();
        PostgresSink sink = PostgresSink.open(warehouse.url(), patient, InstantSource.system())) {
      reader.setAutoCommit(false);
      statement.execute("SELECT * FROM main.orders");
      Pipeline before = pipeline;
      pipeline = before.through(sink);
      CompletableFuture<Void> done = CompletableFuture.runAsync(() -> work.accept(this));
      while (!done.isDone() && !someoneWaits()) {
        Thread.onSpinWait();
      }
      assertThat(one("SELECT count(*) FROM main.orders")).isEqualTo("20");
      assertThat(done).isNotDone();
      reader.rollback();
      done.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private boolean someoneWaits() {
    return !warehouse
        .query("SELECT 1 FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND NOT granted")
        .isEmpty();
  }

  @Test
  void aColumnThatNothingHangsOnGetsTheTypeThatItNeeds() {
    backfill(
        Map.of("n", new ColumnType.Int64(), "j", new ColumnType.Text()),
        "{\"pk\":{\"S\":\"a\"},\"n\":{\"N\":\"1\"},\"j\":{\"S\":\"x\"}}",
        "{\"pk\":{\"S\":\"b\"},\"n\":{\"N\":\"2\"}}");
    warehouse.execute("COMMENT ON COLUMN main.orders.pk IS 'keep'");
    backfill(
        Map.of("n", new ColumnType.Decimal(38, 2), "j", new ColumnType.Json()),
        "{\"pk\":{\"S\":\"a\"},\"n\":{\"N\":\"1.25\"},\"j\":{\"L\":[]}}",
        "{\"pk\":{\"S\":\"b\"},\"n\":{\"N\":\"2\"}}");
    assertThat(warehouse.query("SELECT pk, n, j, _tailrace_overflow FROM main.orders"))
        .containsExactlyInAnyOrder(
            Map.of("pk", "a", "n", "1.25", "j", "[]"), Map.of("pk", "b", "n", "2.00"));
    pipeline.upsert("{\"pk\":{\"S\":\"b\"},\"n\":{\"N\":\"0.5\"},\"j\":{\"M\":{}}}");
    assertThat(warehouse.query("SELECT n, j FROM main.orders WHERE pk = 'b'"))
        .containsExactly(Map.of("n", "0.50", "j", "{}"));
    assertThat(one("SELECT col_description('main.orders'::regclass, 1)")).isEqualTo("keep");
  }

  @Test
  void aColumnThatAViewReadsKeepsItsTypeAndNothingIsLost() {
    backfill(
        Map.of("n", new ColumnType.Int64(), "j", new ColumnType.Text()),
        "{\"pk\":{\"S\":\"a\"},\"n\":{\"N\":\"1\"},\"j\":{\"S\":\"x\"}}");
    warehouse.execute("CREATE VIEW main.report AS SELECT n, j FROM main.orders");
    backfill(
        Map.of("n", new ColumnType.Decimal(38, 2), "j", new ColumnType.Json()),
        "{\"pk\":{\"S\":\"a\"},\"n\":{\"N\":\"1.5\"},\"j\":{\"L\":[{\"N\":\"1\"}]}}",
        "{\"pk\":{\"S\":\"b\"},\"n\":{\"N\":\"2\"},\"j\":{\"S\":\"y\"}}");
    assertThat(warehouse.query("SELECT pk, n, j, j_2, _tailrace_overflow FROM main.orders"))
        .containsExactlyInAnyOrder(
            Map.of("pk", "a", "j_2", "[1]", "_tailrace_overflow", "{\"n\":{\"N\":\"1.5\"}}"),
            Map.of("pk", "b", "n", "2", "_tailrace_overflow", "{\"j\":{\"S\":\"y\"}}"));
    pipeline.upsert("{\"pk\":{\"S\":\"b\"},\"n\":{\"N\":\"3\"},\"j\":{\"L\":[]}}");
    assertThat(warehouse.query("SELECT n, j_2 FROM main.orders WHERE pk = 'b'"))
        .containsExactly(Map.of("n", "3", "j_2", "[]"));
    // The next one finds the columns where they are.
    backfill(
        Map.of("n", new ColumnType.Int64(), "j", new ColumnType.Json()),
        "{\"pk\":{\"S\":\"a\"},\"n\":{\"N\":\"4\"},\"j\":{\"L\":[]}}");
    assertThat(warehouse.query("SELECT pk, n, j, j_2, _tailrace_overflow FROM main.orders"))
        .containsExactly(Map.of("pk", "a", "n", "4", "j_2", "[]"));
  }

  @Test
  void aViewStaysWhereTheShadowLacksItsColumn() {
    backfill(Map.of("n", new ColumnType.Int64()), "{\"pk\":{\"S\":\"a\"},\"n\":{\"N\":\"1\"}}");
    warehouse.execute("CREATE VIEW main.report AS SELECT n FROM main.orders");
    backfill(Map.of(), "{\"pk\":{\"S\":\"a\"}}");
    assertThat(warehouse.query("SELECT n FROM main.report")).containsExactly(Map.of());
  }

  @Test
  void otherOptionsAreRefusedBeforeTheLoadWhereSomethingWouldBeLost() {
    pipeline.goLive();
    warehouse.execute("CREATE VIEW main.report AS SELECT pk FROM main.orders");
    TableOptions options =
        new TableOptions(Layout.DOCUMENT, Deletes.HARD, Deletes.HARD, false, false);
    Pipeline other = pipeline.with(new TargetTable("main", "orders", TARGET.key(), options));
    assertThatThrownBy(other::startBackfill)
        .isInstanceOf(SinkException.Rejected.class)
        .hasMessageContaining("view main.report")
        .hasMessageContaining("after the swap");
    warehouse.execute("DROP VIEW main.report");
    other.goLive();
    assertThat(warehouse.columns(other.target())).contains("_tailrace_document");
  }

  @Test
  void policiesThatHideRowsFromTailraceAreRefusedBeforeTheLoad() {
    role("loader");
    Server.one().execute("ALTER ROLE loader LOGIN");
    warehouse.execute("CREATE SCHEMA tailrace AUTHORIZATION loader");
    warehouse.execute("CREATE SCHEMA main AUTHORIZATION loader");
    try (PostgresSink sink =
        PostgresSink.open(
            warehouse.url().replace("postgres@", "loader@"),
            PostgresSettings.defaults(),
            InstantSource.system())) {
      Pipeline loader = new Pipeline(sink, TARGET);
      loader.goLive();
      warehouse.execute("ALTER TABLE main.orders ENABLE ROW LEVEL SECURITY");
      loader.goLive();
      warehouse.execute("ALTER TABLE main.orders FORCE ROW LEVEL SECURITY");
      // Rows that a policy hides would be left where they have to be replaced.
      assertThatThrownBy(() -> loader.upsert("{\"pk\":{\"S\":\"a\"}}"))
          .isInstanceOf(SinkException.Rejected.class)
          .hasMessageContaining("row-level security");
      assertThat(sink.obstacles(Pipeline.TABLE, List.of(TARGET)))
          .hasSize(1)
          .first()
          .asString()
          .contains("BYPASSRLS");
      assertThatThrownBy(loader::startBackfill)
          .isInstanceOf(SinkException.Rejected.class)
          .hasMessageContaining("BYPASSRLS");
    }
  }

  @Test
  void versionsStayInTheTableThatTheViewReads() {
    TargetTable past =
        new TargetTable(
            "main",
            "past",
            TARGET.key(),
            new TableOptions(Layout.BOTH, Deletes.SOFT, Deletes.SOFT, true, true));
    Pipeline history = new Pipeline(warehouse.sink(), past);
    history.goLive();
    history.upsert("{\"pk\":{\"S\":\"a\"},\"n\":{\"N\":\"1\"}}");
    history.upsert("{\"pk\":{\"S\":\"a\"},\"n\":{\"N\":\"2\"}}", "{\"pk\":{\"S\":\"b\"}}");
    history.delete("{\"pk\":{\"S\":\"b\"}}");
    warehouse.execute("CREATE VIEW main.report AS SELECT * FROM main.past");
    List<Map<String, String>> before = warehouse.query("SELECT * FROM main.report");
    history.enter(new Work.CopyShadow(past));
    history.swap();
    assertThat(warehouse.query("SELECT * FROM main.report"))
        .hasSize(4)
        .containsExactlyInAnyOrderElementsOf(before);
  }
}
