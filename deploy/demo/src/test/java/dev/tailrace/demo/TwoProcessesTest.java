package dev.tailrace.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.app.Tailrace;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/** Two daemons in processes of their own, one Postgres, and a lease table. */
final class TwoProcessesTest {
  private static final List<String> TABLES = List.of("one", "two", "three", "four");
  private static final Duration LONGEST = Duration.ofMinutes(3);

  private final Random random = new Random(11);
  private long writes;

  @Test
  void oneStandsStillPastItsLeaseWakesAndEndsAndNothingIsLostOrDoubled(@TempDir Path folder)
      throws Exception {
    try (Stage stage = new Stage(folder);
        EmbeddedPostgres postgres = EmbeddedPostgres.builder().start()) {
      DynamoDbClient dynamoDb = stage.aws().dynamoDb();
      SourceTables tables = new SourceTables(dynamoDb);
      TABLES.forEach(table -> tables.create(table, List.of("id")));
      write(dynamoDb, 200);
      Path config = folder.resolve("two.yaml");
      Files.writeString(config, yaml(stage, postgres.getPort()));
      String warehouse = postgres.getJdbcUrl("postgres", "postgres");

      Process first = start(config);
      Process second = start(config);
      try {
        until(() -> owners(dynamoDb).size() == 2, "both have leases");
        untilEqual(dynamoDb, warehouse);

        signal(second, "STOP");
        write(dynamoDb, 100);
        until(() -> owners(dynamoDb).size() == 1, "the other takes over what one had");
        write(dynamoDb, 100);
        untilEqual(dynamoDb, warehouse);

        signal(second, "CONT");
        write(dynamoDb, 100);
        untilEqual(dynamoDb, warehouse);
        until(() -> owners(dynamoDb).size() == 2, "both have leases again");

        write(dynamoDb, 100);
        first.destroy();
        assertThat(first.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS))
            .as("SIGTERM ends it")
            .isTrue();
        write(dynamoDb, 100);
        untilEqual(dynamoDb, warehouse);

        second.destroyForcibly().waitFor();
        write(dynamoDb, 100);
        Process third = start(config);
        untilEqual(dynamoDb, warehouse);
        third.destroy();
        assertThat(third.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)).isTrue();
      } finally {
        first.destroyForcibly();
        second.destroyForcibly();
      }
    }
  }

  private static String yaml(Stage stage, int port) {
    String tables =
        TABLES.stream().map("    - name: %s\n"::formatted).collect(Collectors.joining());
    return stage
            .yaml("two", "TABLE", "dynamodb-json")
            .replaceFirst("(?s) *- name: TABLE\\n", tables)
            .replaceFirst(
                "url: duckdb://\\S+",
                "url: postgres://postgres@localhost:%d/postgres\n  schema: public".formatted(port))
        + "leases: {table: leases, hand-over: 4s}\n";
  }

  private static Process start(Path config) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx256m",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            Tailrace.class.getName(),
            "run",
            "-c",
            config.toString())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static void signal(Process process, String name) throws Exception {
    int exit =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    assertThat(exit).isZero();
  }

  private static Set<String> owners(DynamoDbClient dynamoDb) {
    try {
      return dynamoDb
          .scanPaginator(r -> r.tableName("leases").consistentRead(true))
          .items()
          .stream()
          .flatMap(lease -> Optional.ofNullable(lease.get("owner")).stream())
          .map(AttributeValue::s)
          .collect(Collectors.toSet());
    } catch (ResourceNotFoundException notMadeYet) {
      return Set.of();
    }
  }

  /** Puts and deletes among few keys, so that the order matters. */
  private void write(DynamoDbClient dynamoDb, int count) {
    for (int i = 0; i < count; i++) {
      String table = TABLES.get(random.nextInt(TABLES.size()));
      AttributeValue id = AttributeValue.fromS("item-" + random.nextInt(40));
      if (random.nextInt(4) == 0) {
        dynamoDb.deleteItem(r -> r.tableName(table).key(Map.of("id", id)));
      } else {
        AttributeValue version = AttributeValue.fromN(Long.toString(++writes));
        dynamoDb.putItem(r -> r.tableName(table).item(Map.of("id", id, "v", version)));
      }
    }
  }

  private interface Condition {
    boolean holds() throws SQLException;
  }

  private static void until(Condition condition, String what) throws Exception {
    long end = System.nanoTime() + LONGEST.toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }

  private static void untilEqual(DynamoDbClient dynamoDb, String warehouse) throws Exception {
    for (String table : TABLES) {
      until(
          () -> rows(warehouse, table).equals(Optional.of(items(dynamoDb, table))),
          "table " + table + " is equal");
    }
  }

  private static Map<String, Long> items(DynamoDbClient dynamoDb, String table) {
    Map<String, Long> items = new HashMap<>();
    dynamoDb.scanPaginator(r -> r.tableName(table).consistentRead(true)).items().stream()
        .forEach(
            item ->
                items.put(
                    item.getOrDefault("id", AttributeValue.fromS("")).s(),
                    Long.valueOf(item.getOrDefault("v", AttributeValue.fromN("0")).n())));
    return items;
  }

  /** Empty while there is no such table, or a key is there twice. */
  private static Optional<Map<String, Long>> rows(String warehouse, String table)
      throws SQLException {
    Map<String, Long> rows = new HashMap<>();
    try (Connection connection = DriverManager.getConnection(warehouse);
        Statement statement = connection.createStatement();
        ResultSet exists =
            statement.executeQuery("SELECT to_regclass('public.%s')".formatted(table))) {
      if (!exists.next() || exists.getString(1) == null) {
        return Optional.empty();
      }
      try (ResultSet row = statement.executeQuery("SELECT id, v FROM public." + table)) {
        while (row.next()) {
          if (rows.put(row.getString(1), row.getLong(2)) != null) {
            return Optional.empty();
          }
        }
      }
    }
    return Optional.of(rows);
  }
}
