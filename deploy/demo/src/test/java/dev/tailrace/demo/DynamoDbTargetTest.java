package dev.tailrace.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.app.Daemon;
import dev.tailrace.app.Sinks;
import dev.tailrace.app.UserException;
import dev.tailrace.config.Config;
import dev.tailrace.config.ConfigFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** From one DynamoDB table into another. */
final class DynamoDbTargetTest {
  private static final Duration LONGEST = Duration.ofMinutes(2);

  @TempDir Path folder;

  private static Config config(Stage stage, String prefix) {
    String sink =
        "dynamodb://%s?endpoint=%s&table-prefix=%s"
            .formatted(
                stage.aws().dynamoDb().serviceClientConfiguration().region(),
                stage.endpoint(),
                prefix);
    String yaml =
        stage
            .yaml("copies", "orders", "dynamodb-json")
            .replaceFirst("url: duckdb://.*", "url: \"" + sink + "\"");
    return ConfigFile.parse(yaml, "copies");
  }

  private static Map<String, Map<String, AttributeValue>> items(Stage stage, String table) {
    Map<String, Map<String, AttributeValue>> items = new HashMap<>();
    stage
        .aws()
        .dynamoDb()
        .scanPaginator(r -> r.tableName(table))
        .items()
        .forEach(i -> items.put(String.valueOf(i.get("id")), i));
    return items;
  }

  private static void untilEqual(Stage stage) throws InterruptedException {
    long end = System.nanoTime() + LONGEST.toNanos();
    while (!items(stage, "copy-orders").equals(items(stage, "orders"))) {
      if (System.nanoTime() > end) {
        assertThat(items(stage, "copy-orders")).isEqualTo(items(stage, "orders"));
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  @Test
  void aTableIsKeptEqualToAnother() throws Exception {
    try (Stage stage = new Stage(folder)) {
      SourceTables tables = new SourceTables(stage.aws().dynamoDb());
      tables.create("orders", List.of("id"));
      // Without sets: DynamoDB gives them back in any order.
      tables.load("orders", Stage.items(60).stream().map(DynamoDbTargetTest::withoutSets).toList());
      Config config = config(stage, "copy-");
      try (Daemon daemon =
          Daemon.start(config, stage.aws(), Sinks.open(config.sink().url(), config.aws()))) {
        long end = System.nanoTime() + LONGEST.toNanos();
        while (!daemon.isCaughtUp()) {
          assertThat(System.nanoTime()).isLessThan(end);
          assertThat(daemon.troubles()).isEmpty();
          TimeUnit.MILLISECONDS.sleep(50);
        }
        untilEqual(stage);
        AttributeValue id = AttributeValue.fromS("item-1");
        stage.aws().dynamoDb().deleteItem(r -> r.tableName("orders").key(Map.of("id", id)));
        stage
            .aws()
            .dynamoDb()
            .putItem(r -> r.tableName("orders").item(Map.of("id", AttributeValue.fromS("new"))));
        untilEqual(stage);
        assertThat(items(stage, "copy-orders")).hasSize(60);
        assertThat(daemon.stop()).isTrue();
      }
    }
  }

  private static Map<String, AttributeValue> withoutSets(Map<String, AttributeValue> item) {
    Map<String, AttributeValue> rest = new HashMap<>(item);
    List.of("words", "numbers", "blobs").forEach(rest::remove);
    return rest;
  }

  @Test
  void aTableIsNotItsOwnTarget() throws Exception {
    try (Stage stage = new Stage(folder)) {
      new SourceTables(stage.aws().dynamoDb()).create("orders", List.of("id"));
      Config config = config(stage, "");
      assertThatThrownBy(
              () ->
                  Daemon.start(config, stage.aws(), Sinks.open(config.sink().url(), config.aws())))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("table orders: its target is itself");
    }
  }
}
