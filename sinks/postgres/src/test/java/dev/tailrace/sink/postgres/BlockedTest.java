package dev.tailrace.sink.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.item.AttributeType;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.TargetTable;
import dev.tailrace.sink.sql.Session;
import dev.tailrace.sink.sql.State;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Others in the same database: who reads, who depends on a table, who died with a lock. */
final class BlockedTest {
  private static final TargetTable TARGET =
      new TargetTable("main", "orders", Pipeline.key("pk", AttributeType.S));

  private PostgresWarehouse warehouse;
  private PostgresSink impatient;
  private Pipeline pipeline;

  @BeforeEach
  void open() {
    warehouse = new PostgresWarehouse(InstantSource.system());
    impatient = openWith(Duration.ofMillis(300), Duration.ofMinutes(2));
    pipeline = new Pipeline(impatient, TARGET);
  }

  private PostgresSink openWith(Duration lockTimeout, Duration idleTimeout) {
    return PostgresSink.open(
        warehouse.url(),
        new PostgresSettings(
            Optional.empty(),
            Optional.empty(),
            lockTimeout,
            idleTimeout,
            Duration.ofMinutes(1),
            Duration.ofMinutes(1)),
        InstantSource.system());
  }

  @AfterEach
  void close() {
    impatient.close();
    warehouse.close();
  }

  @Test
  void aColumnThatAReaderKeepsFromTheTableIsUnavailableAndThereLater() throws SQLException {
    pipeline.goLive();
    pipeline.startBackfill();
    pipeline.load("f", "{\"pk\":{\"S\":\"a\"},\"n\":{\"N\":\"1\"}}");
    try (Connection reader = warehouse.sink().connect();
        Statement statement = reader.createStatement()) {
      reader.setAutoCommit(false);
      statement.execute("SELECT * FROM main.orders");
      assertThatThrownBy(pipeline::swap)
          .isInstanceOf(SinkException.Unavailable.class)
          .hasMessageContaining("shop/orders")
          .hasMessageContaining("lock timeout");
    }
    assertThat(warehouse.rows(TARGET)).isEmpty();
    pipeline.swap();
    assertThat(warehouse.rows(TARGET)).hasSize(1);
  }

  /** Its worker is suspended, or its machine: the server ends the transaction, not the worker. */
  @Test
  void aDeadWorkersTransactionIsEndedAndBlocksOthersNoLonger() throws SQLException {
    pipeline.goLive();
    PostgresSink patient = openWith(Duration.ofMinutes(2), Duration.ofMinutes(2));
    Sessions sessions =
        new Sessions(
            Address.of(warehouse.url(), PostgresSettings.defaults()),
            new PostgresSettings(
                Optional.empty(),
                Optional.empty(),
                Duration.ofMinutes(1),
                // Long enough for a slow machine to get from one statement to the next.
                Duration.ofSeconds(5),
                Duration.ofMinutes(1),
                Duration.ofMinutes(1)));
    try (patient;
        sessions;
        Session dead = sessions.open()) {
      dead.begin();
      assertThat(
              new State(dead, new PostgresDialect(), Pipeline.TABLE)
                  .life(State.Lock.ALONE)
                  .version())
          .isEqualTo(2);
      // Waits until the server has ended the other.
      assertThat(patient.commit(pipeline.toNextLife())).isNotNull();
      assertThatThrownBy(() -> dead.execute("SELECT 1"))
          .isInstanceOfSatisfying(
              SQLException.class,
              e ->
                  assertThat(Failures.ofStatement("shop", e))
                      .isInstanceOf(SinkException.Unavailable.class));
    }
  }

  @Test
  void whoMayReadTheTableMayReadTheOneInItsPlace() {
    pipeline.goLive();
    Server.one().execute("CREATE ROLE \"the Reader\"");
    warehouse.execute("GRANT SELECT ON main.orders TO \"the Reader\" WITH GRANT OPTION");
    warehouse.execute("GRANT REFERENCES ON main.orders TO PUBLIC");
    String privileges =
        "SELECT grantee, privilege_type, is_grantable FROM information_schema.role_table_grants"
            + " WHERE table_name = 'orders' AND grantee <> 'postgres'";
    List<Map<String, String>> before = warehouse.query(privileges);
    assertThat(before).hasSize(2);
    pipeline.startBackfill();
    pipeline.swap();
    assertThat(warehouse.query(privileges)).containsExactlyInAnyOrderElementsOf(before);
  }

  @Test
  void mergesFindTheirRowsByTheIndexThatTheSwapMade() throws SQLException {
    pipeline.startBackfill();
    String[] items = new String[5000];
    for (int i = 0; i < items.length; i++) {
      items[i] = "{\"pk\":{\"S\":\"k%d\"}}".formatted(i);
    }
    pipeline.load("f", items);
    pipeline.swap();
    assertThat(
            warehouse.query("SELECT indexdef FROM pg_indexes WHERE tablename = 'orders'").stream()
                .map(r -> r.getOrDefault("indexdef", "")))
        .anySatisfy(d -> assertThat(d).contains("UNIQUE INDEX").contains("(pk)"))
        .hasSize(2);
    assertThat(warehouse.query("EXPLAIN DELETE FROM main.orders AS t WHERE t.pk = 'k7'").toString())
        .contains("Index");
    pipeline.startBackfill();
    pipeline.swap();
    assertThat(warehouse.query("SELECT 1 FROM pg_indexes WHERE tablename = 'orders'")).hasSize(2);
  }
}
