package dev.tailrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.ContinuousBackupsDescription;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ExportConflictException;
import software.amazon.awssdk.services.dynamodb.model.ExportDescription;
import software.amazon.awssdk.services.dynamodb.model.ExportNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ExportStatus;
import software.amazon.awssdk.services.dynamodb.model.ExportSummary;
import software.amazon.awssdk.services.dynamodb.model.InvalidExportTimeException;
import software.amazon.awssdk.services.dynamodb.model.ListExportsResponse;
import software.amazon.awssdk.services.dynamodb.model.PointInTimeRecoveryStatus;
import software.amazon.awssdk.services.dynamodb.model.PointInTimeRecoveryUnavailableException;
import software.amazon.awssdk.services.dynamodb.model.TableNotFoundException;
import software.amazon.awssdk.services.s3.model.S3Exception;

class ExportErrorsTest {
  @TempDir Path directory;

  @Test
  void recoveryIsOffUntilItIsTurnedOn() throws IOException {
    TestAws.Clock clock = new TestAws.Clock();
    try (TestAws aws = TestAws.quick(directory, clock)) {
      String arn = aws.table("orders");
      assertThat(recovery(aws).pointInTimeRecoveryDescription().pointInTimeRecoveryStatus())
          .isEqualTo(PointInTimeRecoveryStatus.DISABLED);
      assertThatThrownBy(() -> aws.export(arn, request -> {}))
          .isInstanceOf(PointInTimeRecoveryUnavailableException.class)
          .hasMessageContaining("orders");

      Instant on = clock.forward(Duration.ofSeconds(1));
      aws.recovery("orders", true);
      Instant now = clock.forward(Duration.ofSeconds(1));
      aws.recovery("orders", true);

      assertThat(recovery(aws).pointInTimeRecoveryDescription().earliestRestorableDateTime())
          .isEqualTo(on);
      assertThat(recovery(aws).pointInTimeRecoveryDescription().latestRestorableDateTime())
          .isEqualTo(now);
      assertThat(recovery(aws).pointInTimeRecoveryDescription().recoveryPeriodInDays())
          .isEqualTo(35);
      assertThat(aws.export(arn, request -> {}).exportStatus()).isEqualTo(ExportStatus.COMPLETED);

      aws.recovery("orders", false);
      assertThatThrownBy(() -> aws.export(arn, request -> {}))
          .isInstanceOf(PointInTimeRecoveryUnavailableException.class);
    }
  }

  private static ContinuousBackupsDescription recovery(TestAws aws) {
    return aws.dynamoDb()
        .describeContinuousBackups(backups -> backups.tableName("orders"))
        .continuousBackupsDescription();
  }

  @Test
  void nothingIsWrittenIntoOrReadFromAnothersBucket() throws IOException {
    try (TestAws aws = TestAws.quick(directory)) {
      String arn = aws.table("orders");
      aws.recovery("orders", true);

      ExportDescription others = aws.export(arn, request -> request.s3BucketOwner("123456789012"));
      assertThat(others.exportStatus()).isEqualTo(ExportStatus.FAILED);
      assertThat(others.failureCode()).isEqualTo("S3AccessDenied");
      ExportDescription own = aws.export(arn, request -> request.s3BucketOwner("000000000000"));
      assertThat(own.exportStatus()).isEqualTo(ExportStatus.COMPLETED);

      String bucket = own.s3Bucket();
      String key = own.exportManifest();
      aws.s3()
          .getObject(r -> r.bucket(bucket).key(key).expectedBucketOwner("000000000000"))
          .close();
      assertThatThrownBy(
              () ->
                  aws.s3()
                      .getObject(
                          r -> r.bucket(bucket).key(key).expectedBucketOwner("123456789012")))
          .isInstanceOf(S3Exception.class)
          .hasMessageContaining("Access Denied");
      assertThatThrownBy(() -> aws.export(arn, request -> request.s3BucketOwner("me")))
          .hasMessageContaining("S3BucketOwner");
      assertThatThrownBy(() -> aws.export(arn, request -> request.s3SseKmsKeyId("key")))
          .hasMessageContaining("S3SseKmsKeyId");
    }
  }

  @Test
  void missingTablesAndExportsAreNamed() throws IOException {
    try (TestAws aws = TestAws.quick(directory)) {
      assertThatThrownBy(
              () -> aws.dynamoDb().describeContinuousBackups(b -> b.tableName("missing")))
          .isInstanceOf(TableNotFoundException.class)
          .hasMessageContaining("missing");
      assertThatThrownBy(() -> aws.recovery("missing", true))
          .isInstanceOf(TableNotFoundException.class);
      String arn = "arn:aws:dynamodb:us-east-1:000000000000:table/missing";
      assertThatThrownBy(() -> aws.export(arn, request -> {}))
          .isInstanceOf(TableNotFoundException.class)
          .hasMessageContaining(arn);
      assertThatThrownBy(() -> aws.ended(arn + "/export/01693685827463-2d8752fd"))
          .isInstanceOf(ExportNotFoundException.class);
    }
  }

  @Test
  void timesOutsideTheHistoryAreRefused() throws IOException {
    TestAws.Clock clock = new TestAws.Clock();
    try (TestAws aws = TestAws.quick(directory, clock)) {
      Instant on = clock.forward(Duration.ofMillis(1500));
      String arn = aws.recoverableTable("orders");

      assertThatThrownBy(() -> aws.export(arn, request -> request.exportTime(on)))
          .as("cut to the second, it is before recovery was on")
          .isInstanceOf(InvalidExportTimeException.class);
      assertThatThrownBy(() -> aws.export(arn, request -> request.exportTime(on.plusSeconds(1))))
          .as("in the future")
          .isInstanceOf(InvalidExportTimeException.class);
    }
  }

  @Test
  void aTableMadeAgainHasNoHistory() throws IOException {
    try (TestAws aws = TestAws.quick(directory)) {
      String arn = aws.recoverableTable("orders");
      ExportDescription before = aws.export(arn, request -> {});
      aws.dynamoDb().deleteTable(table -> table.tableName("orders"));
      aws.table("orders");

      assertThatThrownBy(() -> aws.export(arn, request -> {}))
          .isInstanceOf(PointInTimeRecoveryUnavailableException.class);
      aws.recovery("orders", true);
      assertThat(aws.export(arn, request -> {}).tableId()).isNotEqualTo(before.tableId());
    }
  }

  @Test
  void aClientTokenLeadsToTheExportItBegan() throws IOException {
    TestAws.Clock clock = new TestAws.Clock();
    try (TestAws aws = TestAws.quick(directory, clock)) {
      String arn = aws.recoverableTable("orders");
      ExportDescription first = aws.export(arn, request -> request.clientToken("t"));
      clock.forward(Duration.ofHours(7));
      ExportDescription again = aws.export(arn, request -> request.clientToken("t"));

      assertThat(again.exportArn()).isEqualTo(first.exportArn());
      assertThat(again.clientToken()).isEqualTo("t");
      assertThatThrownBy(
              () -> aws.export(arn, request -> request.clientToken("t").s3Prefix("other")))
          .isInstanceOf(ExportConflictException.class);

      clock.forward(Duration.ofHours(1));
      assertThat(aws.export(arn, request -> request.clientToken("t")).exportArn())
          .as("after the eight hours that AWS remembers a token")
          .isNotEqualTo(first.exportArn());
    }
  }

  @Test
  void aMissingBucketFailsTheExportAndNotTheCall() throws IOException {
    try (TestAws aws = TestAws.quick(directory)) {
      String arn = aws.recoverableTable("orders");

      ExportDescription export = aws.export(arn, request -> request.s3Bucket("not-there"));

      assertThat(export.exportStatus()).isEqualTo(ExportStatus.FAILED);
      assertThat(export.failureCode()).isEqualTo("S3NoSuchBucket");
      assertThat(export.failureMessage()).contains("not-there");
      assertThat(export.exportManifest()).isNull();
      assertThat(export.endTime()).isNotNull();
    }
  }

  @Test
  void aFaultFailsAnExportBeforeItsManifests() throws IOException {
    ExportFault fault =
        (table, export) ->
            table.equals("bad")
                ? Optional.of(new ExportFailure("S3AccessDenied", "on purpose"))
                : Optional.empty();
    try (TestAws aws =
        TestAws.start(LocalAwsOptions.in(directory).withExports(TestAws.QUICK.withFault(fault)))) {
      aws.s3().createBucket(bucket -> bucket.bucket(TestAws.BUCKET));

      ExportDescription bad = aws.export(aws.recoverableTable("bad"), request -> {});
      ExportDescription good = aws.export(aws.recoverableTable("good"), request -> {});

      assertThat(bad.exportStatus()).isEqualTo(ExportStatus.FAILED);
      assertThat(bad.failureCode()).isEqualTo("S3AccessDenied");
      assertThat(bad.failureMessage()).isEqualTo("on purpose");
      assertThat(good.exportStatus()).isEqualTo(ExportStatus.COMPLETED);
      String id = bad.exportArn().substring(bad.exportArn().lastIndexOf('/') + 1);
      assertThat(
              aws.s3()
                  .listObjectsV2(l -> l.bucket(TestAws.BUCKET).prefix("AWSDynamoDB/" + id))
                  .contents())
          .hasSize(1 + 4)
          .noneMatch(object -> object.key().contains("manifest"));
    }
  }

  @Test
  void anExportStaysInProgressForAsLongAsAsked() throws IOException {
    try (TestAws aws =
        TestAws.start(
            LocalAwsOptions.in(directory)
                .withExports(TestAws.QUICK.withInProgress(Duration.ofHours(1))))) {
      aws.s3().createBucket(bucket -> bucket.bucket(TestAws.BUCKET));
      String arn = aws.recoverableTable("orders");
      String export =
          aws.dynamoDb()
              .exportTableToPointInTime(e -> e.tableArn(arn).s3Bucket(TestAws.BUCKET))
              .exportDescription()
              .exportArn();

      assertThat(aws.dynamoDb().describeExport(e -> e.exportArn(export)).exportDescription())
          .extracting(ExportDescription::exportStatus)
          .isEqualTo(ExportStatus.IN_PROGRESS);
    }
  }

  @Test
  void exportsAreListedInPagesByTheirArnsBackwards() throws IOException {
    try (TestAws aws = TestAws.quick(directory)) {
      String orders = aws.recoverableTable("orders");
      String events = aws.recoverableTable("events");
      String first = aws.export(orders, request -> {}).exportArn();
      String ofEvents = aws.export(events, request -> {}).exportArn();
      String second = aws.export(orders, request -> {}).exportArn();

      ListExportsResponse page = aws.dynamoDb().listExports(list -> list.maxResults(2));
      ListExportsResponse rest =
          aws.dynamoDb().listExports(list -> list.maxResults(2).nextToken(page.nextToken()));
      Set<String> ofOrders = new HashSet<>();
      aws.dynamoDb()
          .listExportsPaginator(list -> list.tableArn(orders).maxResults(1))
          .forEach(
              one -> one.exportSummaries().forEach(export -> ofOrders.add(export.exportArn())));

      assertThat(page.exportSummaries())
          .extracting(ExportSummary::exportArn)
          .containsExactly(second, first);
      assertThat(rest.exportSummaries())
          .extracting(ExportSummary::exportArn)
          .containsExactly(ofEvents);
      assertThat(rest.nextToken()).isNull();
      assertThat(ofOrders).containsExactlyInAnyOrder(first, second);
    }
  }

  @Test
  void historyOlderThanTheJournalIsRefused() throws IOException {
    TestAws.Clock clock = new TestAws.Clock();
    try (TestAws aws =
        TestAws.start(
            LocalAwsOptions.in(directory)
                .withClock(clock)
                .withExports(TestAws.QUICK.withJournalEntries(10)))) {
      aws.s3().createBucket(bucket -> bucket.bucket(TestAws.BUCKET));
      String arn = aws.recoverableTable("orders");
      Instant first = clock.instant();
      for (int i = 0; i < 25; i++) {
        clock.forward(Duration.ofSeconds(1));
        aws.put("orders", "a", "" + i);
      }

      assertThat(
              aws.dynamoDb()
                  .describeContinuousBackups(backups -> backups.tableName("orders"))
                  .continuousBackupsDescription()
                  .pointInTimeRecoveryDescription()
                  .earliestRestorableDateTime())
          .isAfter(first);
      assertThatThrownBy(() -> aws.export(arn, request -> request.exportTime(first)))
          .isInstanceOf(InvalidExportTimeException.class);
      assertThat(aws.export(arn, request -> request.exportTime(clock.instant())).exportStatus())
          .isEqualTo(ExportStatus.COMPLETED);
    }
  }

  @Test
  void wrongParametersAreNamed() throws IOException {
    try (TestAws aws = TestAws.quick(directory)) {
      String arn = aws.recoverableTable("orders");

      assertThatThrownBy(() -> aws.export(arn, request -> request.exportFormat("CSV")))
          .isInstanceOf(DynamoDbException.class)
          .hasMessageContaining("ExportFormat")
          .hasMessageContaining("CSV");
      assertThatThrownBy(() -> aws.export(arn, request -> request.exportType("INCREMENTAL_EXPORT")))
          .isInstanceOf(DynamoDbException.class)
          .hasMessageContaining("ExportFromTime");
    }
  }
}
