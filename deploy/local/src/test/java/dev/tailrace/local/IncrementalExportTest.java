package dev.tailrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ExportDescription;
import software.amazon.awssdk.services.dynamodb.model.ExportFormat;
import software.amazon.awssdk.services.dynamodb.model.ExportType;
import software.amazon.awssdk.services.dynamodb.model.ExportViewType;
import software.amazon.awssdk.services.dynamodb.model.IncrementalExportSpecification;
import software.amazon.awssdk.services.dynamodb.model.InvalidExportTimeException;

class IncrementalExportTest {
  private final TestAws.Clock clock = new TestAws.Clock();

  @TempDir Path directory;
  private TestAws aws;
  private String arn;
  private Instant from;
  private Instant to;

  @BeforeEach
  void start() throws IOException {
    aws = TestAws.quick(directory, clock);
    arn = aws.recoverableTable("orders");
    aws.put("orders", "changed", "old");
    aws.put("orders", "deleted", "old");
    aws.put("orders", "untouched", "old");
    aws.put("orders", "same again", "old");
    from = clock.forward(Duration.ofSeconds(10));
    aws.put("orders", "changed", "between");
    aws.put("orders", "at the start", "new");
    clock.forward(Duration.ofSeconds(5));
    aws.put("orders", "changed", "new");
    aws.put("orders", "same again", "other");
    aws.put("orders", "same again", "old");
    aws.put("orders", "came and went", "new");
    delete("came and went");
    delete("deleted");
    to = clock.forward(Duration.ofSeconds(5));
    aws.put("orders", "at the end", "later");
    aws.put("orders", "changed", "later");
    clock.forward(Duration.ofSeconds(5));
  }

  @AfterEach
  void stop() {
    aws.close();
  }

  private void delete(String pk) {
    aws.dynamoDb().deleteItem(delete -> delete.tableName("orders").key(TestAws.key(pk)));
  }

  private ExportDescription export(Consumer<IncrementalExportSpecification.Builder> window) {
    return aws.export(
        arn,
        request ->
            request
                .s3Prefix("inc")
                .exportType(ExportType.INCREMENTAL_EXPORT)
                .incrementalExportSpecification(window));
  }

  @Test
  void holdsOneNetChangeAKeyWithBothImages() throws IOException {
    Map<String, JsonNode> changes =
        ExportedFiles.read(aws.s3(), export(window -> window.exportFromTime(from).exportToTime(to)))
            .changes();

    assertThat(changes).hasSize(3);
    assertThat(change(changes, "changed"))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {
                      "Metadata": {"WriteTimestampMicros": {"N": "%d"}},
                      "Keys": {"pk": {"S": "changed"}},
                      "OldImage": {"pk": {"S": "changed"}, "v": {"S": "old"}},
                      "NewImage": {"pk": {"S": "changed"}, "v": {"S": "new"}}
                    }
                    """
                        .formatted(ChangeJournal.micros(from.plusSeconds(5)))));
    assertThat(change(changes, "at the start").has("OldImage")).isFalse();
    assertThat(change(changes, "at the start").has("NewImage")).isTrue();
    assertThat(change(changes, "deleted").has("OldImage")).isTrue();
    assertThat(change(changes, "deleted").has("NewImage")).isFalse();
  }

  private static JsonNode change(Map<String, JsonNode> changes, String pk) {
    return Objects.requireNonNull(changes.get(ExportedFiles.comparable(TestAws.key(pk))));
  }

  @Test
  void leavesOldImagesOutOfNewImage() throws IOException {
    Map<String, JsonNode> changes =
        ExportedFiles.read(
                aws.s3(),
                export(
                    window ->
                        window
                            .exportFromTime(from)
                            .exportToTime(to)
                            .exportViewType(ExportViewType.NEW_IMAGE)))
            .changes();

    assertThat(changes.values()).noneMatch(change -> change.has("OldImage"));
    assertThat(change(changes, "deleted").properties()).hasSize(2);
  }

  @Test
  void dataLiesInTheFolderThatAllIncrementalExportsShare() throws IOException {
    ExportDescription export = export(window -> window.exportFromTime(from).exportToTime(to));

    ExportedFiles files = ExportedFiles.read(aws.s3(), export);

    assertThat(files.files()).allMatch(file -> file.key().startsWith("inc/AWSDynamoDB/data/"));
    assertThat(export.exportTime()).isNull();
    assertThat(export.incrementalExportSpecification().exportFromTime()).isEqualTo(from);
    assertThat(export.incrementalExportSpecification().exportToTime()).isEqualTo(to);
    assertThat(files.summary().get("exportType").asText()).isEqualTo("INCREMENTAL_EXPORT");
    assertThat(files.summary().get("outputView").asText()).isEqualTo("NEW_AND_OLD_IMAGES");
    assertThat(Instant.parse(files.summary().get("exportFromTime").asText())).isEqualTo(from);
    assertThat(Instant.parse(files.summary().get("exportToTime").asText())).isEqualTo(to);
  }

  @Test
  void ionLinesAreRecords() throws IOException {
    ExportDescription export =
        aws.export(
            arn,
            request ->
                request
                    .exportFormat(ExportFormat.ION)
                    .exportType(ExportType.INCREMENTAL_EXPORT)
                    .incrementalExportSpecification(
                        window -> window.exportFromTime(from).exportToTime(to)));

    assertThat(ExportedFiles.read(aws.s3(), export).lines())
        .hasSize(3)
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith(
                        "$ion_1_0 {Record:{Metadata:{WriteTimestampMicros:"
                            + ChangeJournal.micros(from.plusSeconds(5))
                            + ".},Keys:{pk:\"deleted\"},OldImage:{")
                    .contains("v:\"old\"")
                    .doesNotContain("NewImage"));
  }

  @Test
  void aWindowThatReachesBeforeRecoveryWasOnOrIntoTheFutureIsRefused() {
    Instant on = from.minusSeconds(10);
    Instant now = clock.instant();
    refused(on.minusSeconds(1), to);
    refused(from, now.plusSeconds(1));
    assertThat(export(window -> window.exportFromTime(on).exportToTime(now)).itemCount())
        .isPositive();

    aws.recovery("orders", false);
    clock.forward(Duration.ofSeconds(10));
    aws.recovery("orders", true);
    clock.forward(Duration.ofSeconds(10));
    refused(now, clock.instant());
  }

  private void refused(Instant begin, Instant end) {
    assertThatThrownBy(() -> export(window -> window.exportFromTime(begin).exportToTime(end)))
        .isInstanceOf(InvalidExportTimeException.class);
  }

  @Test
  void anEmptyOrBackwardWindowIsRefused() {
    assertThatThrownBy(() -> export(window -> window.exportFromTime(to).exportToTime(from)))
        .isInstanceOf(DynamoDbException.class)
        .hasMessageContaining("window must be between");
  }

  @Test
  void withoutOtherOptionsAWindowHasAtLeastAwsFifteenMinutes() throws IOException {
    try (TestAws strict = TestAws.start(LocalAwsOptions.in(directory).withClock(clock))) {
      String table = strict.recoverableTable("orders");
      Instant start = clock.instant();
      clock.forward(Duration.ofMinutes(10));

      assertThatThrownBy(
              () ->
                  strict.export(
                      table,
                      request ->
                          request
                              .exportType(ExportType.INCREMENTAL_EXPORT)
                              .incrementalExportSpecification(
                                  window -> window.exportFromTime(start))))
          .isInstanceOf(DynamoDbException.class)
          .hasMessageContaining("PT15M");
    }
  }
}
