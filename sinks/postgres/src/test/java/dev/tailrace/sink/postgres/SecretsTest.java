package dev.tailrace.sink.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tailrace.item.AttributeType;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.TargetTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** No message has a value of a row, whatever the server says of it. */
final class SecretsTest {
  private static final TargetTable TARGET =
      new TargetTable("main", "orders", Pipeline.key("pk", AttributeType.S));
  private static final String VALUE = "hush 'qqq\" 4711";

  @SuppressWarnings("NullAway.Init") // the set-up makes it
  private PostgresWarehouse warehouse;

  @BeforeEach
  void makeDatabase() {
    warehouse = new PostgresWarehouse(InstantSource.system());
  }

  @AfterEach
  void closeIt() {
    warehouse.close();
  }

  private static void hasNoValue(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      assertThat(cause).message().doesNotContain("hush", "qqq", "4711");
    }
  }

  private static String item(String key, String value) {
    return "{\"pk\":{\"S\":\"%s\"},\"v\":{\"S\":\"%s\"}}"
        .formatted(key, value.replace("\"", "\\\""));
  }

  /** Each makes a merge of the value fail. */
  @Test
  void whatAMergeStumblesOverIsNotTold() {
    List<String> obstacles =
        List.of(
            "ALTER TABLE main.orders ADD CONSTRAINT short CHECK (length(v) < 9)",
            "CREATE UNIQUE INDEX ones ON main.orders (v)",
            "ALTER TABLE main.orders ADD COLUMN w text NOT NULL",
            "CREATE FUNCTION main.say() RETURNS trigger LANGUAGE plpgsql AS"
                + " 'BEGIN RAISE EXCEPTION ''no %'', NEW.v; END';"
                + " CREATE TRIGGER say BEFORE INSERT ON main.orders"
                + " FOR EACH ROW EXECUTE FUNCTION main.say()",
            "CREATE FUNCTION main.cast() RETURNS trigger LANGUAGE plpgsql AS"
                + " 'BEGIN NEW._tailrace_synced_at := NEW.v; RETURN NEW; END';"
                + " CREATE TRIGGER say BEFORE INSERT ON main.orders"
                + " FOR EACH ROW EXECUTE FUNCTION main.cast()");
    for (String obstacle : obstacles) {
      try (PostgresWarehouse own = new PostgresWarehouse(InstantSource.system())) {
        Pipeline pipeline = new Pipeline(own.sink(), TARGET);
        pipeline.goLive();
        pipeline.upsert(item("other", "1"));
        own.execute("TRUNCATE main.orders; " + obstacle);
        Throwable thrown =
            catchThrowable(() -> pipeline.upsert(item("a", VALUE), item("b", VALUE)));
        assertThat(thrown)
            .as(obstacle)
            .isInstanceOf(SinkException.Rejected.class)
            .hasMessageContaining("shop/orders");
        hasNoValue(thrown);
      }
    }
  }

  @Test
  void whatTheServerCanNotReadIsNotTold() throws SQLException {
    String quoted = VALUE.replace("'", "''");
    List<String> statements =
        List.of(
            "SELECT CAST('" + quoted + "' AS integer)",
            "SELECT CAST('" + quoted + "' AS jsonb)",
            "SELECT CAST('" + quoted + "' AS timestamptz)",
            "SELECT CAST(CAST('471199999999' AS text) AS integer)",
            "SELECT CAST('\\xhush' AS bytea)",
            "CREATE TABLE t (k text PRIMARY KEY); INSERT INTO t VALUES ('"
                + quoted
                + "'), ('"
                + quoted
                + "')");
    try (Connection connection = warehouse.sink().connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        SQLException refused = (SQLException) catchThrowable(() -> statement.execute(sql));
        assertThat((Throwable) refused).as(sql).isNotNull();
        hasNoValue(Failures.ofStatement("shop/orders", refused));
        hasNoValue(Failures.ofLoad("shop/orders", "part-1", refused));
        hasNoValue(new SinkException.OutcomeUnknown("", Failures.withoutValues(refused)));
      }
    }
  }

  @Test
  void namesOfTablesColumnsAndConstraintsAreTold() throws SQLException {
    try (Connection connection = warehouse.sink().connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE t (k text CONSTRAINT short CHECK (length(k) < 3))");
      SQLException refused =
          (SQLException) catchThrowable(() -> statement.execute("INSERT INTO t VALUES ('hush')"));
      assertThat(Failures.ofStatement("shop/orders", refused))
          .hasMessageContaining("table t")
          .hasMessageContaining("constraint short")
          .hasMessageContaining("23514");
    }
  }
}
