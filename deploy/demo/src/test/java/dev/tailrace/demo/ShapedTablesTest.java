package dev.tailrace.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.app.Daemon;
import dev.tailrace.app.UserException;
import dev.tailrace.config.ConfigFile;
import dev.tailrace.sink.duckdb.DuckDbSink;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What the configuration makes of items, from the export and from the stream alike. */
final class ShapedTablesTest {
  private static final Duration LONGEST = Duration.ofMinutes(2);

  @TempDir static Path folder;
  private static Stage stage;

  @BeforeAll
  static void start() throws IOException {
    stage = new Stage(folder);
  }

  @AfterAll
  static void end() {
    stage.close();
  }

  private static Daemon start(String pipeline, String table, String options, String sinkOptions) {
    String yaml =
        stage
                .yaml(pipeline, table, "dynamodb-json")
                .replace("- name: " + table + "\n", "- name: " + table + "\n" + options)
            + sinkOptions;
    return Daemon.start(
        ConfigFile.parse(yaml, "shaped"), stage.aws(), DuckDbSink.open(stage.warehouse(pipeline)));
  }

  private static void put(String table, String id, Map<String, AttributeValue> attributes) {
    Map<String, AttributeValue> item = new HashMap<>(attributes);
    item.put("id", AttributeValue.fromS(id));
    stage.aws().dynamoDb().putItem(r -> r.tableName(table).item(item));
  }

  private static void delete(String table, String id) {
    stage
        .aws()
        .dynamoDb()
        .deleteItem(r -> r.tableName(table).key(Map.of("id", AttributeValue.fromS(id))));
  }

  private static List<String> query(String pipeline, String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:duckdb:" + stage.warehouse(pipeline));
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> lines = new ArrayList<>();
      while (rows.next()) {
        List<String> cells = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          cells.add(String.valueOf(rows.getObject(i)));
        }
        lines.add(String.join("|", cells));
      }
      return lines;
    }
  }

  private static void until(Daemon daemon, String pipeline, String sql, String... lines)
      throws Exception {
    long end = System.nanoTime() + LONGEST.toNanos();
    while (!query(pipeline, sql).equals(List.of(lines))) {
      if (System.nanoTime() > end) {
        assertThat(query(pipeline, sql)).containsExactly(lines);
      }
      assertThat(daemon.troubles()).isEmpty();
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private static void untilStreaming(Daemon daemon) throws InterruptedException {
    long end = System.nanoTime() + LONGEST.toNanos();
    while (!daemon.isCaughtUp()) {
      assertThat(System.nanoTime()).isLessThan(end);
      assertThat(daemon.troubles()).isEmpty();
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  @Test
  void attributesAreRenamedHashedTypedAndLeftOut() throws Exception {
    new SourceTables(stage.aws().dynamoDb()).create("people", List.of("id"));
    Map<String, AttributeValue> attributes =
        Map.of(
            "email", AttributeValue.fromS("a@example.org"),
            "ssn", AttributeValue.fromS("secret"),
            "born", AttributeValue.fromN("1767225600001"),
            "worth", AttributeValue.fromN("12.5"));
    put("people", "exported", attributes);
    String options =
        """
              rename: {id: person, worth: wealth}
              exclude: [ssn]
              hash: [email]
              constant: {region: eu}
              columns: {wealth: decimal(18,2), born: timestamp(epoch-ms)}
        """;
    try (Daemon daemon = start("people", "people", options, "  hash-secret: pepper\n")) {
      untilStreaming(daemon);
      put("people", "streamed", attributes);
      String sql =
          "SELECT person, region, wealth, epoch_ms(born), length(email) FROM main.people ORDER BY 1";
      until(
          daemon,
          "people",
          sql,
          "exported|eu|12.50|1767225600001|64",
          "streamed|eu|12.50|1767225600001|64");
      assertThat(query("people", "SELECT count(DISTINCT email) FROM main.people"))
          .containsExactly("1");
      assertThat(
              query(
                  "people",
                  "SELECT column_name FROM information_schema.columns WHERE table_name = 'people' AND column_name IN ('ssn', 'id', 'worth')"))
          .isEmpty();
      delete("people", "exported");
      until(daemon, "people", "SELECT person FROM main.people", "streamed");
      assertThat(daemon.stop()).isTrue();
    }
  }

  @Test
  void oneTableBecomesSeveralByRoute() throws Exception {
    new SourceTables(stage.aws().dynamoDb()).create("single", List.of("id"));
    AttributeValue user = AttributeValue.fromS("user");
    AttributeValue order = AttributeValue.fromS("order");
    put("single", "1", Map.of("type", user, "name", AttributeValue.fromS("Ada")));
    put("single", "2", Map.of("type", order, "total", AttributeValue.fromN("7")));
    put("single", "3", Map.of());
    String options =
        """
              target: rest
              routes:
                - {target: users, attribute: type, equals: user}
                - {target: orders, attribute: type, prefix: ord}
        """;
    String all =
        "SELECT * FROM (SELECT 'users', id FROM main.users UNION ALL SELECT 'orders', id FROM main.orders UNION ALL SELECT 'rest', id FROM main.rest) ORDER BY ALL";
    try (Daemon daemon = start("single", "single", options, "")) {
      untilStreaming(daemon);
      until(daemon, "single", all, "orders|2", "rest|3", "users|1");
      assertThat(query("single", "SELECT name FROM main.users")).containsExactly("Ada");
      put("single", "1", Map.of("type", order));
      put("single", "3", Map.of("type", user));
      put("single", "4", Map.of("type", user));
      until(daemon, "single", all, "orders|1", "orders|2", "users|3", "users|4");
      delete("single", "2");
      until(daemon, "single", all, "orders|1", "users|3", "users|4");
      assertThat(daemon.stop()).isTrue();
    }
  }

  @Test
  void deletedItemsAndPastVersionsStayWhereThatIsAskedFor() throws Exception {
    new SourceTables(stage.aws().dynamoDb()).create("kept", List.of("id"));
    put("kept", "a", Map.of("v", AttributeValue.fromN("1")));
    put("kept", "b", Map.of("v", AttributeValue.fromN("1")));
    String sinkOptions = "  deletes: soft\n";
    try (Daemon daemon = start("kept", "kept", "      history: true\n", sinkOptions)) {
      untilStreaming(daemon);
      put("kept", "a", Map.of("v", AttributeValue.fromN("2")));
      delete("kept", "b");
      until(
          daemon,
          "kept",
          "SELECT id, v, _tailrace_deleted, _tailrace_valid_to IS NULL FROM main.kept ORDER BY 1, 3, 4, 2",
          "a|1|false|false",
          "a|2|false|true",
          "b|1|false|false",
          "b|null|true|true");
      assertThat(daemon.stop()).isTrue();
    }
  }

  @Test
  void aHashWithoutASecretAndAnExcludedKeyAreRefused() {
    new SourceTables(stage.aws().dynamoDb()).create("refused", List.of("id"));
    assertThatThrownBy(() -> start("refused", "refused", "      hash: [email]\n", ""))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("table refused: hash: there is no secret")
        .hasMessageContaining("TAILRACE_HASH_SECRET");
    assertThatThrownBy(() -> start("refused2", "refused", "      exclude: [id]\n", ""))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("exclude: id is a key attribute");
  }
}
