package dev.tailrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ExportDescription;
import software.amazon.awssdk.services.dynamodb.model.ExportFormat;
import software.amazon.awssdk.services.dynamodb.model.ExportStatus;
import software.amazon.awssdk.services.dynamodb.model.ExportType;
import software.amazon.awssdk.services.dynamodb.model.InvalidExportTimeException;
import software.amazon.awssdk.services.dynamodb.model.PointInTimeRecoveryDescription;
import software.amazon.awssdk.services.dynamodb.model.PointInTimeRecoveryUnavailableException;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.TableNotFoundException;

class UpstreamExportTest {
  @TempDir Path directory;
  private UpstreamStage stage;
  private TestAws aws;

  @BeforeEach
  void start() throws IOException {
    stage = UpstreamStage.start(directory);
    aws = stage.aws();
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  @Test
  void anExportHoldsTheWritesBeforeItAndNoneAfterItWhileWritesGoOn() throws Exception {
    String arn = aws.recoverableTable("orders");
    padding("orders", 1500);
    record Asked(String export, long asked, long answered) {}
    List<Asked> exports = new ArrayList<>();
    try (RacingWriters writers = new RacingWriters(aws.dynamoDb(), "orders")) {
      for (int i = 0; i < 6; i++) {
        awaitWrites(writers, writers.count() + 150);
        long asked = System.nanoTime();
        String format = i % 2 == 0 ? "DYNAMODB_JSON" : "ION";
        String export =
            aws.dynamoDb()
                .exportTableToPointInTime(
                    e -> e.tableArn(arn).s3Bucket(TestAws.BUCKET).exportFormat(format))
                .exportDescription()
                .exportArn();
        exports.add(new Asked(export, asked, System.nanoTime()));
      }
      for (Asked export : exports) {
        aws.ended(export.export());
      }
      awaitWrites(writers, writers.count() + 50);
      writers.stop();

      for (Asked export : exports) {
        List<Map<String, AttributeValue>> items = items(aws.ended(export.export()));
        assertThat(items).hasSizeGreaterThan(1500);
        items.removeIf(item -> text(item, "pk").startsWith("p-"));
        writers.check(items, export.asked(), export.answered());
      }
    }
  }

  @Test
  void aFullExportAndTheChangesSinceAreTheNextFullExport() throws Exception {
    String arn = aws.recoverableTable("orders");
    Instant from;
    Instant to;
    try (RacingWriters writers = new RacingWriters(aws.dynamoDb(), "orders")) {
      from = secondFromNow();
      awaitWrites(writers, writers.count() + 200);
      to = secondFromNow();
      awaitWrites(writers, writers.count() + 50);
      writers.stop();
    }
    Map<String, String> state = byKey(items(aws.export(arn, e -> e.exportTime(from))));
    ExportDescription window =
        aws.export(
            arn,
            e ->
                e.exportType(ExportType.INCREMENTAL_EXPORT)
                    .incrementalExportSpecification(w -> w.exportFromTime(from).exportToTime(to)));
    for (JsonNode change : ExportedFiles.read(aws.s3(), window).changes().values()) {
      String key = change.at("/Keys/pk/S").textValue();
      assertThat(state.get(key)).as(key).isEqualTo(change.at("/OldImage/v/S").textValue());
      if (change.has("NewImage")) {
        state.put(key, change.at("/NewImage/v/S").textValue());
      } else {
        state.remove(key);
      }
    }

    assertThat(state).isEqualTo(byKey(items(aws.export(arn, e -> e.exportTime(to)))));
  }

  @Test
  void whatWasThereBeforeTheDoorIsExported() throws IOException {
    String arn = aws.table("orders");
    aws.put("orders", "a", "1");
    aws.recovery("orders", true);

    assertThat(byKey(items(aws.export(arn, e -> {})))).containsOnly(Map.entry("a", "1"));
    assertThatThrownBy(() -> aws.export(arn, e -> e.exportTime(Instant.now().minusSeconds(60))))
        .isInstanceOf(InvalidExportTimeException.class);
  }

  @Test
  void aStreamWithoutOldImagesDoesWhileNobodyChangesAnything() throws Exception {
    String arn = table("orders", StreamViewType.NEW_IMAGE);
    aws.put("orders", "a", "1");
    assertThat(byKey(items(aws.export(arn, e -> {})))).containsOnly(Map.entry("a", "1"));
    Instant between = secondFromNow();
    aws.put("orders", "b", "1");

    assertThat(byKey(items(aws.export(arn, e -> e.exportTime(between)))))
        .as("that an item is new is known without its old image")
        .containsOnly(Map.entry("a", "1"));

    aws.put("orders", "a", "2");
    assertThatThrownBy(() -> aws.export(arn, e -> e.exportTime(between)))
        .isInstanceOf(InvalidExportTimeException.class);
    try (RacingWriters writers = new RacingWriters(aws.dynamoDb(), "orders")) {
      awaitWrites(writers, 300);
      ExportDescription failed = aws.export(arn, e -> {});

      assertThat(failed.exportStatus()).isEqualTo(ExportStatus.FAILED);
      assertThat(failed.failureMessage()).contains("NEW_IMAGE", "NEW_AND_OLD_IMAGES");
    }
  }

  @Test
  void withoutAStreamThereIsNoExport() {
    String arn = aws.table("orders");
    aws.dynamoDb()
        .updateTable(t -> t.tableName("orders").streamSpecification(s -> s.streamEnabled(false)));

    assertThatThrownBy(() -> aws.recovery("orders", true))
        .isInstanceOf(DynamoDbException.class)
        .hasMessageContaining("orders")
        .hasMessageContaining("no stream")
        .hasMessageContaining("aws dynamodb update-table");
    assertThatThrownBy(() -> aws.export(arn, e -> {}))
        .isInstanceOf(PointInTimeRecoveryUnavailableException.class);
  }

  @Test
  void aStreamThatWasOffLeavesNothingToTellOfTheTimeBefore() throws Exception {
    String arn = aws.recoverableTable("orders");
    aws.put("orders", "a", "1");
    Instant before = secondFromNow();
    aws.dynamoDb()
        .updateTable(t -> t.tableName("orders").streamSpecification(s -> s.streamEnabled(false)));
    aws.put("orders", "a", "unseen");
    assertThat(recovery("orders").earliestRestorableDateTime()).isNull();
    assertThatThrownBy(() -> aws.export(arn, e -> {})).hasMessageContaining("no stream");
    aws.dynamoDb()
        .updateTable(
            t ->
                t.tableName("orders")
                    .streamSpecification(
                        s ->
                            s.streamEnabled(true)
                                .streamViewType(StreamViewType.NEW_AND_OLD_IMAGES)));

    assertThatThrownBy(() -> aws.export(arn, e -> e.exportTime(before)))
        .isInstanceOf(InvalidExportTimeException.class);
    assertThat(recovery("orders").earliestRestorableDateTime()).isAfter(before);
    assertThat(byKey(items(aws.export(arn, e -> {})))).containsOnly(Map.entry("a", "unseen"));
  }

  @Test
  void aTableOfTheSameNameIsAnotherTable() throws Exception {
    aws.recoverableTable("orders");
    aws.put("orders", "a", "1");
    Instant before = secondFromNow();
    aws.dynamoDb().deleteTable(t -> t.tableName("orders"));
    assertThatThrownBy(() -> recovery("orders")).isInstanceOf(TableNotFoundException.class);
    String arn = aws.table("orders");

    assertThatThrownBy(() -> aws.export(arn, e -> {}))
        .isInstanceOf(PointInTimeRecoveryUnavailableException.class);
    aws.recovery("orders", true);
    assertThatThrownBy(() -> aws.export(arn, e -> e.exportTime(before)))
        .isInstanceOf(InvalidExportTimeException.class);
  }

  @Test
  void aMissingBucketFailsTheExport() {
    String arn = aws.recoverableTable("orders");
    ExportDescription failed = aws.export(arn, e -> e.s3Bucket("missing"));

    assertThat(failed.exportStatus()).isEqualTo(ExportStatus.FAILED);
    assertThat(failed.failureCode()).isEqualTo("S3NoSuchBucket");
  }

  private PointInTimeRecoveryDescription recovery(String table) {
    return aws.dynamoDb()
        .describeContinuousBackups(r -> r.tableName(table))
        .continuousBackupsDescription()
        .pointInTimeRecoveryDescription();
  }

  private String table(String name, StreamViewType view) {
    String arn = aws.table(name);
    aws.dynamoDb()
        .updateTable(t -> t.tableName(name).streamSpecification(s -> s.streamEnabled(false)));
    aws.dynamoDb()
        .updateTable(
            t ->
                t.tableName(name)
                    .streamSpecification(s -> s.streamEnabled(true).streamViewType(view)));
    aws.recovery(name, true);
    return arn;
  }

  /** Large items that a scan takes several pages for. */
  private void padding(String table, int count) {
    IntStream.range(0, count)
        .forEach(i -> aws.put(table, "p-" + i, "x".repeat(i % 10 == 0 ? 20_000 : 10)));
  }

  private List<Map<String, AttributeValue>> items(ExportDescription export) throws IOException {
    assertThat(export.exportStatus()).as("%s", export).isEqualTo(ExportStatus.COMPLETED);
    List<Map<String, AttributeValue>> items = ExportedFiles.read(aws.s3(), export).maps();
    assertThat(export.exportFormat()).isIn(ExportFormat.DYNAMODB_JSON, ExportFormat.ION);
    return new ArrayList<>(items);
  }

  private static Map<String, String> byKey(List<Map<String, AttributeValue>> items) {
    Map<String, String> byKey = new TreeMap<>();
    items.forEach(item -> byKey.put(text(item, "pk"), text(item, "v")));
    return byKey;
  }

  private static String text(Map<String, AttributeValue> item, String name) {
    return Objects.requireNonNull(item.get(name), name).s();
  }

  /** A whole second that everything until now is before, and everything from now on is after. */
  private static Instant secondFromNow() {
    Instant second = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(2);
    TestAws.waitUntilAfter(second.plusMillis(300));
    return second;
  }

  private static void awaitWrites(RacingWriters writers, long count) {
    long deadline = System.nanoTime() + Duration.ofMinutes(3).toNanos();
    while (writers.count() < count) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }
}
