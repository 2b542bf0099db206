package dev.tailrace.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.app.AwsClients;
import dev.tailrace.app.Daemon;
import dev.tailrace.config.Config;
import dev.tailrace.config.ConfigFile;
import dev.tailrace.local.UpstreamAws;
import dev.tailrace.local.UpstreamOptions;
import dev.tailrace.localstack.LocalStack;
import dev.tailrace.sink.duckdb.DuckDbSink;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ContinuousBackupsDescription;
import software.amazon.awssdk.services.dynamodb.model.PointInTimeRecoveryStatus;
import software.amazon.awssdk.services.dynamodb.model.TableNotFoundException;

/**
 * The daemon on a LocalStack, through the front door that adds exports, and without it. It is in
 * the package of the demo, whose comparison it uses.
 */
abstract class LocalStackContract {
  private static final Duration LONGEST = Duration.ofMinutes(3);
  private static final String BUCKET = "stage";
  private static final List<String> KEYS = List.of("id");

  @TempDir Path folder;

  /** One LocalStack for all tests of a class. */
  abstract LocalStack localStack();

  @Test
  void backfillsAndStreamsWhileWritesGoOn() throws Exception {
    try (UpstreamAws door = door();
        AwsClients aws = new AwsClients(config(door.endpoint(), "orders").aws())) {
      DynamoDbClient dynamoDb = aws.dynamoDb();
      aws.s3().createBucket(r -> r.bucket(BUCKET));
      SourceTables tables = new SourceTables(dynamoDb);
      tables.create("orders", KEYS);
      tables.load("orders", IntStream.range(0, 500).mapToObj(LocalStackContract::item).toList());
      try (OrderWriter writer = new OrderWriter(dynamoDb, "orders")) {
        streamed(door.endpoint(), writer);
      }
      assertThat(dynamoDb.listExports(r -> {}).exportSummaries())
          .as("a restart goes on without a new export")
          .hasSize(1);
    }
  }

  private void streamed(URI endpoint, OrderWriter writer) throws Exception {
    Config config = config(endpoint, "orders");
    try (AwsClients aws = new AwsClients(config.aws());
        Daemon daemon = start(config, aws)) {
      awaitCaughtUp(daemon);
      writer.await(writer.count() + 100);
      assertThat(daemon.stop()).isTrue();
    }
    writer.await(writer.count() + 50);
    try (AwsClients aws = new AwsClients(config.aws())) {
      try (Daemon daemon = start(config, aws)) {
        awaitCaughtUp(daemon);
        writer.stop();
        awaitQuiet(daemon);
        assertThat(daemon.stop()).isTrue();
      }
      Verdict verdict = compare(aws, "orders");
      assertThat(verdict.differences()).isEmpty();
      assertThat(verdict.isEqual()).as("%s", verdict).isTrue();
      assertThat(verdict.sourceItems()).isGreaterThan(400);
    }
  }

  @Test
  void withoutTheFrontDoorTheMissingExportIsNamed() throws Exception {
    URI endpoint = localStack().endpoint();
    Config config = config(endpoint, "bare");
    try (AwsClients aws = new AwsClients(config.aws())) {
      SourceTables tables = new SourceTables(aws.dynamoDb());
      tables.create("bare", KEYS);
      tables.load("bare", List.of(item(1)));
      aws.s3().createBucket(r -> r.bucket(config.export().bucket()));
      try (Daemon daemon = start(config, aws)) {
        Instant end = Instant.now().plus(LONGEST);
        while (daemon.troubles().isEmpty()) {
          assertThat(Instant.now()).as("%s", daemon.statuses()).isBefore(end);
          TimeUnit.MILLISECONDS.sleep(50);
        }
        assertThat(daemon.troubles())
            .singleElement()
            .asString()
            .contains("bare", "no point-in-time exports", "tailrace local");
      }
    }
  }

  @Test
  void recoveryIsLocalStacksOwnAndItsTimesAreTheFrontDoors() {
    try (UpstreamAws door = door();
        AwsClients behind = new AwsClients(config(door.endpoint(), "recovered").aws());
        AwsClients bare = new AwsClients(config(localStack().endpoint(), "recovered").aws())) {
      Instant created = Instant.now();
      new SourceTables(bare.dynamoDb()).create("recovered", KEYS);

      assertThat(recovery(bare, "recovered").pointInTimeRecoveryDescription().toString())
          .contains("ENABLED");
      assertThat(
              recovery(behind, "recovered")
                  .pointInTimeRecoveryDescription()
                  .pointInTimeRecoveryStatus())
          .isEqualTo(PointInTimeRecoveryStatus.ENABLED);
      assertThat(
              recovery(behind, "recovered")
                  .pointInTimeRecoveryDescription()
                  .earliestRestorableDateTime())
          .isAfter(created.minusSeconds(60));
      assertThat(recovery(bare, "missing").continuousBackupsStatusAsString())
          .as("LocalStack knows of backups of tables that are not there")
          .isEqualTo("ENABLED");
      assertThatThrownBy(() -> recovery(behind, "missing"))
          .isInstanceOf(TableNotFoundException.class);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static ContinuousBackupsDescription recovery(AwsClients aws, String table) {
    return aws.dynamoDb()
        .describeContinuousBackups(r -> r.tableName(table))
        .continuousBackupsDescription();
  }

  private UpstreamAws door() throws java.io.IOException {
    URI upstream = localStack().endpoint();
    return UpstreamAws.start(UpstreamOptions.of(upstream, upstream));
  }

  private Daemon start(Config config, AwsClients aws) {
    return Daemon.start(config, aws, DuckDbSink.open(warehouse(config.pipeline())));
  }

  private Path warehouse(String pipeline) {
    return folder.resolve(pipeline + ".duckdb");
  }

  private static void awaitCaughtUp(Daemon daemon) throws InterruptedException {
    Instant end = Instant.now().plus(LONGEST);
    while (!daemon.isCaughtUpWherePossible()) {
      assertThat(daemon.troubles()).isEmpty();
      assertThat(Instant.now()).as("%s", daemon.statuses()).isBefore(end);
      TimeUnit.MILLISECONDS.sleep(50);
    }
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

  private Verdict compare(AwsClients aws, String table) throws SQLException {
    Properties readOnly = new Properties();
    readOnly.setProperty("duckdb.read_only", "true");
    try (Connection connection =
        DriverManager.getConnection("jdbc:duckdb:" + warehouse(table), readOnly)) {
      return new Comparison(aws.dynamoDb(), connection).compare(table, KEYS);
    }
  }

  private Config config(URI endpoint, String table) {
    return ConfigFile.parse(
        """
        pipeline: %s
        aws:
          region: us-east-1
          endpoint: %s
          access-key-id: test
          secret-access-key: test
        source:
          tables:
            - name: %s
          poll-period: 100ms
          discovery-period: 1s
        export:
          bucket: %s
          prefix: exports/
        sink:
          url: duckdb://%s
          flush: {interval: 300ms}
        """
            .formatted(table, endpoint, table, BUCKET, warehouse(table)),
        "LocalStack's");
  }

  static Map<String, AttributeValue> item(int i) {
    return Map.of(
        "id", AttributeValue.fromS("order-" + i),
        "total", AttributeValue.fromN(i + ".50"),
        "paid", AttributeValue.fromBool(i % 2 == 0),
        "lines",
            AttributeValue.fromL(
                List.of(AttributeValue.fromM(Map.of("sku", AttributeValue.fromS("größe" + i))))),
        "tags", AttributeValue.fromSs(List.of("a", "b" + i)));
  }
}
