package dev.tailrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class PointInTimeTest {
  @TempDir Path directory;

  @Test
  void aWriteAtExactlyTheExportTimeIsNotIn() throws IOException {
    TestAws.Clock clock = new TestAws.Clock();
    try (TestAws aws = TestAws.quick(directory, clock)) {
      String arn = aws.recoverableTable("orders");
      aws.put("orders", "a", "before");
      Instant time = clock.forward(Duration.ofSeconds(1));
      aws.put("orders", "a", "at");
      aws.put("orders", "b", "at");
      clock.forward(Duration.ofSeconds(1));

      assertThat(itemsAt(aws, arn, time)).containsOnly(Map.entry("a", "before"));
      assertThat(itemsAt(aws, arn, time.plusSeconds(1)))
          .containsOnly(Map.entry("a", "at"), Map.entry("b", "at"));
    }
  }

  @Test
  void anExportOfNowHoldsEveryAnsweredWriteAndNoLaterOne() throws IOException {
    TestAws.Clock clock = new TestAws.Clock();
    try (TestAws aws = TestAws.quick(directory, clock)) {
      String arn = aws.recoverableTable("orders");
      // All of this happens at one and the same instant of the clock.
      aws.put("orders", "a", "1");
      String export =
          aws.dynamoDb()
              .exportTableToPointInTime(e -> e.tableArn(arn).s3Bucket(TestAws.BUCKET))
              .exportDescription()
              .exportArn();
      aws.put("orders", "a", "2");
      aws.put("orders", "b", "2");

      assertThat(values(ExportedFiles.read(aws.s3(), aws.ended(export))))
          .containsOnly(Map.entry("a", "1"));
    }
  }

  @Test
  void anExportTimeOfThisSecondIsServed() throws IOException {
    TestAws.Clock clock = new TestAws.Clock();
    try (TestAws aws = TestAws.quick(directory, clock)) {
      String arn = aws.recoverableTable("orders");
      aws.put("orders", "a", "1");
      Instant now = clock.forward(Duration.ofSeconds(5));

      assertThat(itemsAt(aws, arn, now)).containsOnly(Map.entry("a", "1"));
    }
  }

  @Test
  void deletedItemsComeBackAndNewOnesGoForThePast() throws IOException {
    TestAws.Clock clock = new TestAws.Clock();
    try (TestAws aws = TestAws.quick(directory, clock)) {
      String arn = aws.recoverableTable("orders");
      aws.put("orders", "kept", "1");
      aws.put("orders", "deleted", "1");
      Instant time = clock.forward(Duration.ofSeconds(1));
      aws.dynamoDb().deleteItem(delete -> delete.tableName("orders").key(TestAws.key("deleted")));
      aws.put("orders", "new", "1");
      aws.dynamoDb().deleteItem(delete -> delete.tableName("orders").key(TestAws.key("new")));
      clock.forward(Duration.ofSeconds(1));

      assertThat(itemsAt(aws, arn, time))
          .containsOnly(Map.entry("kept", "1"), Map.entry("deleted", "1"));
    }
  }

  @Test
  void numberKeysInAnyNotationAreOneItem() throws IOException {
    TestAws.Clock clock = new TestAws.Clock();
    try (TestAws aws = TestAws.quick(directory, clock)) {
      String arn = ManyKindsOfWritesTest.compositeTable(aws, "events");
      aws.dynamoDb().putItem(put -> put.tableName("events").item(event("10", "1")));
      Instant time = clock.forward(Duration.ofSeconds(1));
      aws.dynamoDb().putItem(put -> put.tableName("events").item(event("1.0e1", "2")));
      clock.forward(Duration.ofSeconds(1));

      ExportedFiles files =
          ExportedFiles.read(aws.s3(), aws.export(arn, request -> request.exportTime(time)));

      assertThat(files.items()).containsExactly(ExportedFiles.comparable(event("10", "1")));
    }
  }

  private static Map<String, AttributeValue> event(String sort, String value) {
    return Map.of(
        "pk", AttributeValue.fromS("a"),
        "sk", AttributeValue.fromN(sort),
        "v", AttributeValue.fromS(value));
  }

  /** One write as its writer saw it. */
  private record Write(String key, String value, Instant begun, Instant answered) {}

  @Test
  void anExportHoldsExactlyItsTimesStateWhileWritersGoOn() throws Exception {
    try (TestAws aws = TestAws.quick(directory);
        ExecutorService pool = Executors.newCachedThreadPool()) {
      String arn = aws.recoverableTable("orders");
      AtomicBoolean done = new AtomicBoolean();
      List<Future<List<Write>>> writers = new ArrayList<>();
      for (int writer = 0; writer < 2; writer++) {
        String prefix = "w" + writer + "-";
        writers.add(pool.submit(() -> write(aws, prefix, done)));
      }
      Instant time = Instant.now().plusSeconds(2).truncatedTo(ChronoUnit.SECONDS);
      TestAws.waitUntilAfter(time.plusMillis(300));
      Map<String, String> exported = itemsAt(aws, arn, time);
      done.set(true);

      List<Write> writes = answers(writers);
      assertThat(writes).anyMatch(write -> write.begun().isAfter(time.plusMillis(200)));
      assertExactly(exported, writes, time);
    }
  }

  private static List<Write> answers(List<Future<List<Write>>> writers)
      throws InterruptedException, ExecutionException {
    List<Write> writes = new ArrayList<>();
    for (Future<List<Write>> writer : writers) {
      writes.addAll(writer.get());
    }
    return writes;
  }

  private static List<Write> write(TestAws aws, String prefix, AtomicBoolean done) {
    List<Write> writes = new ArrayList<>();
    for (int i = 0; !done.get() && i < 100_000; i++) {
      String key = prefix + i % 50;
      String value = Integer.toString(i);
      Instant begun = Instant.now();
      if (i % 7 == 3) {
        aws.dynamoDb().deleteItem(delete -> delete.tableName("orders").key(TestAws.key(key)));
        writes.add(new Write(key, "", begun, Instant.now()));
      } else {
        aws.put("orders", key, value);
        writes.add(new Write(key, value, begun, Instant.now()));
      }
    }
    return writes;
  }

  /** Of a write under way at the very moment, either side of it is right; of all others, one. */
  private static void assertExactly(
      Map<String, String> exported, List<Write> writes, Instant time) {
    Map<String, List<String>> allowed = new HashMap<>();
    for (Write write : writes) {
      if (!write.answered().isAfter(time)) {
        allowed.put(write.key(), new ArrayList<>(List.of(write.value())));
      } else if (write.begun().isBefore(time)) {
        allowed
            .computeIfAbsent(write.key(), none -> new ArrayList<>(List.of("")))
            .add(write.value());
      }
    }
    assertThat(allowed).isNotEmpty();
    allowed.forEach(
        (key, values) ->
            assertThat(values).as("values of " + key).contains(exported.getOrDefault(key, "")));
    assertThat(exported.keySet()).isSubsetOf(allowed.keySet());
  }

  private static Map<String, String> itemsAt(TestAws aws, String arn, Instant time)
      throws IOException {
    return values(
        ExportedFiles.read(aws.s3(), aws.export(arn, request -> request.exportTime(time))));
  }

  private static Map<String, String> values(ExportedFiles files) throws IOException {
    Map<String, String> values = new HashMap<>();
    for (Map<String, AttributeValue> item : files.maps()) {
      values.put(text(item, "pk"), text(item, "v"));
    }
    return values;
  }

  private static String text(Map<String, AttributeValue> item, String name) {
    return Objects.requireNonNull(item.get(name)).s();
  }
}
