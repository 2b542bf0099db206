package dev.tailrace.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

final class DemoWriterTest {
  private static final Dataset DATASET = new Dataset("earthquakes", List.of("id"));
  private static final int RATE = 1_000;
  private static final long LONGEST_SECONDS = 180;

  @Test
  void itInsertsChangesAndDeletesUntilItIsClosed(@TempDir Path folder) throws IOException {
    List<Map<String, AttributeValue>> loaded = DATASET.items().subList(0, 60);
    try (Stage stage = new Stage(folder)) {
      SourceTables tables = new SourceTables(stage.aws().dynamoDb());
      tables.create(DATASET.table(), DATASET.keys());
      tables.load(DATASET.table(), loaded);
      assertThat(byId(stage)).isEqualTo(byId(loaded));

      DemoWriter writer = new DemoWriter(stage.aws().dynamoDb(), DATASET, loaded, RATE, 7);
      await(() -> writer.writes() >= 200);
      writer.close();

      Map<String, Map<String, AttributeValue>> after = byId(stage);
      assertThat(writer.trouble()).isEmpty();
      assertThat(after.keySet()).anyMatch(id -> id.contains("-new"));
      assertThat(deletedOf(loaded, after)).isNotEmpty();
      assertThat(after.values()).anyMatch(i -> i.containsKey("note"));
      assertThat(after.values()).anyMatch(i -> i.containsKey("weight"));
      assertThat(byId(stage)).as("nothing is written after the close").isEqualTo(after);
    }
  }

  @Test
  void aWriterThatCanNotWriteSaysSo(@TempDir Path folder) throws IOException {
    try (Stage stage = new Stage(folder);
        DemoWriter writer =
            new DemoWriter(
                stage.aws().dynamoDb(), DATASET, DATASET.items().subList(0, 9), RATE, 7)) {
      await(() -> writer.trouble().isPresent());
      assertThat(writer.trouble().orElseThrow()).contains("the writer of earthquakes");
    }
  }

  private static List<String> deletedOf(
      List<Map<String, AttributeValue>> loaded, Map<String, Map<String, AttributeValue>> after) {
    return byId(loaded).keySet().stream().filter(id -> !after.containsKey(id)).toList();
  }

  private static Map<String, Map<String, AttributeValue>> byId(Stage stage) {
    return byId(
        stage.aws().dynamoDb().scanPaginator(r -> r.tableName(DATASET.table())).items().stream()
            .toList());
  }

  private static Map<String, Map<String, AttributeValue>> byId(
      List<Map<String, AttributeValue>> items) {
    Map<String, Map<String, AttributeValue>> byId = new HashMap<>();
    items.forEach(item -> byId.put(item.getOrDefault("id", AttributeValue.fromS("")).s(), item));
    return byId;
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_SECONDS);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - end).as("nanoseconds past the end of waiting").isNegative();
      Thread.onSpinWait();
    }
  }
}
