package dev.tailrace.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.app.Tailrace;
import dev.tailrace.local.ExportOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ExportDescription;
import software.amazon.awssdk.services.dynamodb.model.ExportStatus;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * A small data file, damaged at each of its bytes in turn, through {@code tailrace ingest}: nothing
 * of what was read of it is ever in the target, and it is named.
 */
class DamagedFilesTest {
  private static final List<String> KEYS = List.of("id");
  private static final List<String> CREDENTIALS =
      List.of("aws.accessKeyId", "aws.secretAccessKey", "aws.region");

  @TempDir static Path folder;
  private static Stage stage;
  private static String export;
  private static S3Object file;
  private static int readsOfAWholeRun;

  @BeforeAll
  static void start() throws Exception {
    CREDENTIALS.forEach(name -> System.setProperty(name, "us-east-1"));
    stage =
        new Stage(
            folder,
            ExportOptions.defaults().withDataFiles(1).withInProgress(Duration.ofMillis(100)));
    SourceTables tables = new SourceTables(stage.aws().dynamoDb());
    tables.create("small", KEYS);
    tables.load("small", List.of(item("a"), item("b"), item("c")));
    export = export();
    file =
        stage
            .aws()
            .s3()
            .listObjectsV2(r -> r.bucket(Stage.BUCKET).prefix(export + "/data/"))
            .contents()
            .get(0);
    assertThat(file.size()).isBetween(60L, 200L);
    FaultPlan none = new FaultPlan(1);
    assertThat(ingest(none, "whole").exitCode()).isZero();
    readsOfAWholeRun = none.calls(dataFile());
  }

  @AfterAll
  static void end() {
    stage.close();
    CREDENTIALS.forEach(System::clearProperty);
  }

  @Test
  void aFileThatEndsTooSoonNeverLoads() throws Exception {
    neverLoads("short", Fault.Shorten::new);
  }

  @Test
  void aFileWithAnAlteredByteNeverLoads() throws Exception {
    neverLoads("altered", Fault.Alter::new);
  }

  @Test
  void aFileWhoseConnectionBreaksIsReadOnFromThere() throws Exception {
    for (int at = 0; at < file.size(); at += 7) {
      String warehouse = "broken-" + at;
      Fault broken = at % 2 == 0 ? new Fault.Reset(at) : new Fault.Cut(at);
      FaultPlan plan = new FaultPlan(1).nth(dataFile(), readsOfAWholeRun, broken);
      Run run = ingest(plan, warehouse);
      assertThat(run.exitCode()).as("at byte %d: %s", at, run.said()).isZero();
      assertThat(plan.injected()).containsOnlyKeys(broken.kind());
      assertEqual(warehouse);
    }
  }

  private static void neverLoads(String warehouse, IntFunction<Fault> damage) throws Exception {
    // Begins the load: from here on a run reads the file for the key's types, and to load it.
    Run begun =
        ingest(new FaultPlan(1).nth(dataFile(), readsOfAWholeRun, damage.apply(0)), warehouse);
    assertThat(begun.exitCode()).as(begun.said()).isEqualTo(1);
    for (int at = 0; at < file.size(); at++) {
      FaultPlan plan = new FaultPlan(1).nth(dataFile(), 2, damage.apply(at));
      Run run = ingest(plan, warehouse);
      assertThat(run.exitCode()).as("at byte %d: %s", at, run.said()).isEqualTo(1);
      assertThat(run.said()).as("at byte %d", at).contains(file.key(), "again");
      assertThat(plan.calls(dataFile())).as("reads of the file").isEqualTo(2);
      assertThat(rows(warehouse)).as("rows after damage at byte %d", at).isZero();
    }

    assertThat(ingest(new FaultPlan(1), warehouse).exitCode()).isZero();
    assertEqual(warehouse);
  }

  private static String dataFile() {
    return Pattern.quote("GET /" + Stage.BUCKET + "/" + file.key());
  }

  private static Map<String, AttributeValue> item(String id) {
    return Map.of("id", AttributeValue.fromS(id), "n", AttributeValue.fromN("1"));
  }

  private static String export() throws InterruptedException {
    var dynamoDb = stage.aws().dynamoDb();
    String table = dynamoDb.describeTable(r -> r.tableName("small")).table().tableArn();
    String arn =
        dynamoDb
            .exportTableToPointInTime(
                r -> r.tableArn(table).s3Bucket(Stage.BUCKET).exportFormat("DYNAMODB_JSON"))
            .exportDescription()
            .exportArn();
    ExportDescription described =
        dynamoDb.describeExport(r -> r.exportArn(arn)).exportDescription();
    Instant end = Instant.now().plus(Duration.ofMinutes(3));
    while (described.exportStatus() == ExportStatus.IN_PROGRESS && Instant.now().isBefore(end)) {
      TimeUnit.MILLISECONDS.sleep(50);
      described = dynamoDb.describeExport(r -> r.exportArn(arn)).exportDescription();
    }
    return described.exportManifest().replaceFirst("/manifest-summary.json$", "");
  }

  private static void assertEqual(String warehouse) throws SQLException {
    Verdict verdict = stage.compare(warehouse, "small", KEYS);
    assertThat(verdict.differences()).isEmpty();
    assertThat(verdict.isEqual()).as("%s", verdict).isTrue();
  }

  /** Of the target and of what is prepared for it, and of the files that count as loaded. */
  private static long rows(String warehouse) throws SQLException {
    long rows = 0;
    try (Connection connection =
            DriverManager.getConnection("jdbc:duckdb:" + stage.warehouse(warehouse));
        Statement statement = connection.createStatement()) {
      for (String table : tables(statement)) {
        try (ResultSet count = statement.executeQuery("SELECT count(*) FROM " + table)) {
          count.next();
          rows += count.getLong(1);
        }
      }
    }
    return rows;
  }

  private static List<String> tables(Statement statement) throws SQLException {
    List<String> names = new ArrayList<>();
    try (ResultSet tables =
        statement.executeQuery(
            """
            SELECT schema_name, table_name FROM duckdb_tables()
            WHERE schema_name = 'main' OR table_name IN ('files', 'change_log')
            """)) {
      while (tables.next()) {
        names.add("\"%s\".\"%s\"".formatted(tables.getString(1), tables.getString(2)));
      }
    }
    return names;
  }

  private record Run(int exitCode, String said) {}

  private static Run ingest(FaultPlan plan, String warehouse) throws IOException {
    try (FaultProxy proxy = new FaultProxy(stage.endpoint(), plan)) {
      return ingest(proxy, warehouse);
    }
  }

  private static Run ingest(FaultProxy proxy, String warehouse) {
    StringWriter said = new StringWriter();
    CommandLine commandLine = Tailrace.commandLine();
    commandLine.setOut(new PrintWriter(said, true)).setErr(new PrintWriter(said, true));
    int exitCode =
        commandLine.execute(
            "ingest",
            "--source-uri",
            "s3://" + Stage.BUCKET + "/" + export,
            "--endpoint-url",
            proxy.endpoint().toString(),
            "--dest-uri",
            "duckdb://" + stage.warehouse(warehouse),
            "--dest-table",
            "small",
            "--primary-key",
            "id");
    return new Run(exitCode, said.toString());
  }
}
