package dev.tailrace.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.app.Daemon;
import dev.tailrace.config.Config;
import dev.tailrace.sink.duckdb.DuckDbSink;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A table's whole life on real engines, in both formats of exports, with a restart. */
class BackfillAndStreamTest {
  private static final Duration LONGEST = Duration.ofMinutes(2);
  private static final List<String> KEYS = List.of("id");

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

  @Test
  void dynamoDbJson() throws Exception {
    lives("json", "dynamodb-json");
  }

  @Test
  void ion() throws Exception {
    lives("ion", "ion");
  }

  private static void lives(String table, String format) throws Exception {
    SourceTables tables = new SourceTables(stage.aws().dynamoDb());
    tables.create(table, KEYS);
    tables.load(table, Stage.items(200));
    tables.load(table, List.of(large()));
    Config config = stage.config(table, table, format);

    try (Daemon daemon = start(config)) {
      awaitQuiet(daemon);
      change(stage.aws().dynamoDb(), table);
      awaitQuiet(daemon);
      assertThat(daemon.stop()).isTrue();
    }
    assertEqual(table);

    tables.load(table, Stage.items(3));
    stage.aws().dynamoDb().deleteItem(r -> r.tableName(table).key(key("item-9")));
    try (Daemon daemon = start(config)) {
      awaitQuiet(daemon);
      assertThat(daemon.stop()).isTrue();
    }
    assertEqual(table);
    assertThat(exportsOf(table)).as("a restart goes on without a new export").isEqualTo(1);
  }

  private static Daemon start(Config config) {
    Path file = stage.warehouse(config.pipeline());
    return Daemon.start(config, stage.aws(), DuckDbSink.open(file));
  }

  private static void awaitQuiet(Daemon daemon) throws InterruptedException {
    Instant end = Instant.now().plus(LONGEST);
    // What was written a moment ago is not seen yet: quiet has to last.
    int quiet = 0;
    while (quiet < 10) {
      assertThat(daemon.troubles()).isEmpty();
      assertThat(Instant.now()).as("%s", daemon.statuses()).isBefore(end);
      quiet = daemon.isQuiet() ? quiet + 1 : 0;
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private static void assertEqual(String table) throws SQLException {
    Verdict verdict = stage.compare(table, table, KEYS);
    assertThat(verdict.differences()).isEmpty();
    assertThat(verdict.isEqual()).as("%s", verdict).isTrue();
  }

  private static long exportsOf(String table) {
    String arn = stage.aws().dynamoDb().describeTable(r -> r.tableName(table)).table().tableArn();
    return stage.aws().dynamoDb().listExports(r -> r.tableArn(arn)).exportSummaries().size();
  }

  private static void change(DynamoDbClient dynamoDb, String table) {
    Map<String, AttributeValue> changed = new HashMap<>(Stage.items(1).get(0));
    changed.put("n", AttributeValue.fromS("no number any more"));
    changed.put("New", AttributeValue.fromN("99999999999999999999999999999999999999"));
    changed.put("later", AttributeValue.fromBool(true));
    changed.remove("words");
    dynamoDb.putItem(r -> r.tableName(table).item(changed));
    dynamoDb.deleteItem(r -> r.tableName(table).key(key("item-5")));
    dynamoDb.putItem(
        r ->
            r.tableName(table)
                .item(
                    Map.of(
                        "id", AttributeValue.fromS("later"), "n", AttributeValue.fromN("1e30"))));
    dynamoDb.updateItem(
        r ->
            r.tableName(table)
                .key(key("item-6"))
                .updateExpression("SET price = :p REMOVE #m")
                .expressionAttributeNames(Map.of("#m", "map"))
                .expressionAttributeValues(Map.of(":p", AttributeValue.fromN("0.125"))));
  }

  private static Map<String, AttributeValue> key(String id) {
    return Map.of("id", AttributeValue.fromS(id));
  }

  /** Near DynamoDB's 400 KB; as a line of an export well over a megabyte. */
  private static Map<String, AttributeValue> large() {
    List<AttributeValue> numbers =
        java.util.Collections.nCopies(120_000, AttributeValue.fromN("1"));
    return Map.of("id", AttributeValue.fromS("large"), "list", AttributeValue.fromL(numbers));
  }
}
