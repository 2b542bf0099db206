package dev.tailrace.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tailrace.app.ExitCode;
import dev.tailrace.app.Tailrace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A daemon in a process of its own that prints what it does on standard output. */
final class StdoutTest {
  private static final Duration LONGEST = Duration.ofMinutes(2);
  private static final int ITEMS = 40;

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
  void everyLoadedItemAndEveryChangeIsALineAndNothingElseIs() throws Exception {
    fill("lines");
    Path printed = folder.resolve("lines.jsonl");
    Path said = folder.resolve("lines.err");
    Process daemon =
        run("lines").redirectOutput(printed.toFile()).redirectError(said.toFile()).start();
    try {
      until(() -> count(lines(printed), "load") == ITEMS, "all items are loaded", said);
      DynamoDbClient dynamoDb = stage.aws().dynamoDb();
      Map<String, AttributeValue> changed = new HashMap<>(Stage.items(1).get(0));
      changed.put("n", AttributeValue.fromN("12345678901234567890.5"));
      dynamoDb.putItem(r -> r.tableName("lines").item(changed));
      dynamoDb.deleteItem(r -> r.tableName("lines").key(key("item-7")));
      until(
          () ->
              count(lines(printed), "delete") == 1
                  && lines(printed).stream().anyMatch(l -> isUpsert(l, changed)),
          "the changes are there",
          said);
      daemon.destroy();
      assertThat(daemon.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS))
          .as("SIGTERM ends it")
          .isTrue();

      List<JsonNode> lines = lines(printed);
      assertThat(lines.stream().map(l -> l.path("table").asText())).containsOnly("lines");
      for (Map<String, AttributeValue> item : Stage.items(ITEMS)) {
        assertThat(lines.stream().filter(l -> isLoad(l, item)).count()).isEqualTo(1);
      }
      assertThat(lines.stream().filter(l -> isUpsert(l, changed)).count()).isEqualTo(1);
      JsonNode deleted = lines.stream().filter(isOp("delete")).findFirst().orElseThrow();
      assertThat(deleted.path("key").toString()).isEqualTo("{\"id\":\"item-7\"}");
      assertThat(Instant.parse(deleted.path("committed_at").asText())).isAfter(Instant.EPOCH);
      assertThat(deleted.path("sequence").asText()).containsOnlyDigits();
      assertThat(stage.warehouse("lines")).as("the configuration's sink").doesNotExist();
      assertThat(Files.readString(said)).contains("table lines: EXPORTING");
    } finally {
      daemon.destroyForcibly();
    }
  }

  @Test
  void itEndsWithAMessageOnceNobodyReadsWhatItPrints() throws Exception {
    fill("unread");
    Path said = folder.resolve("unread.err");
    Process daemon = run("unread").redirectError(said.toFile()).start();
    try {
      daemon.getInputStream().close();
      assertThat(daemon.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS))
          .as("it ends; it said: " + Files.readString(said))
          .isTrue();
      assertThat(daemon.exitValue()).isNotEqualTo(ExitCode.OK);
      assertThat(Files.readString(said)).contains("standard output: can't be written to");
    } finally {
      daemon.destroyForcibly();
    }
  }

  private static void fill(String table) {
    SourceTables tables = new SourceTables(stage.aws().dynamoDb());
    tables.create(table, List.of("id"));
    tables.load(table, Stage.items(ITEMS));
  }

  /** Whose configuration names a DuckDB file, which must not be touched. */
  private static ProcessBuilder run(String table) throws IOException {
    Path config = folder.resolve(table + ".yaml");
    Files.writeString(config, stage.yaml(table, table, "dynamodb-json"));
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
        config.toString(),
        "--dest-uri",
        "-");
  }

  /** The whole lines so far; what is none of JSON fails. */
  private static List<JsonNode> lines(Path printed) throws IOException {
    String text = Files.readString(printed);
    List<JsonNode> lines = new ArrayList<>();
    for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
      assertThat(Comparison.json(line)).as(line).isPresent();
      Comparison.json(line).ifPresent(lines::add);
    }
    return lines;
  }

  private static long count(List<JsonNode> lines, String op) {
    return lines.stream().filter(isOp(op)).count();
  }

  private static Predicate<JsonNode> isOp(String op) {
    return line -> line.path("op").asText().equals(op);
  }

  private static boolean isLoad(JsonNode line, Map<String, AttributeValue> item) {
    return isOp("load").test(line) && !line.has("sequence") && holds(line, item);
  }

  private static boolean isUpsert(JsonNode line, Map<String, AttributeValue> item) {
    return isOp("upsert").test(line) && line.has("sequence") && holds(line, item);
  }

  private static boolean holds(JsonNode line, Map<String, AttributeValue> item) {
    return SameValue.column(AttributeValue.fromM(item), line.path("item").toString());
  }

  private static Map<String, AttributeValue> key(String id) {
    return Map.of("id", AttributeValue.fromS(id));
  }

  private interface Condition {
    boolean holds() throws IOException;
  }

  private static void until(Condition condition, String what, Path said) throws Exception {
    long end = System.nanoTime() + LONGEST.toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime())
          .as(what + "; it said: " + Files.readString(said))
          .isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }
}
