package dev.tailrace.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.app.Tailrace;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import software.amazon.awssdk.services.dynamodb.model.ExportDescription;
import software.amazon.awssdk.services.dynamodb.model.ExportStatus;
import software.amazon.awssdk.services.s3.model.S3Object;

/** {@code tailrace ingest} of exports that were copied into a folder, whole and damaged. */
class IngestTest {
  @TempDir static Path folder;
  private static Stage stage;

  @BeforeAll
  static void start() throws IOException {
    stage = new Stage(folder);
    SourceTables tables = new SourceTables(stage.aws().dynamoDb());
    tables.create("orders", List.of("id"));
    tables.load("orders", Stage.items(100));
  }

  @AfterAll
  static void end() {
    stage.close();
  }

  @Test
  void bothFormatsGiveTheSameTable() throws Exception {
    for (String format : List.of("DYNAMODB_JSON", "ION")) {
      Path export = exportInto(folder.resolve("copy-" + format), format);

      Run run = ingest(export, format);

      assertThat(run.exitCode()).as(run.said()).isZero();
      assertThat(run.said()).contains("100 items in main.orders");
      assertEqual(format);
      assertThat(ingest(export, format).said()).contains("they were there already");
    }
  }

  @Test
  void aTruncatedFileIsNamedAndTheNextRunGoesOn() throws Exception {
    Path export = exportInto(folder.resolve("copy-truncated"), "DYNAMODB_JSON");
    Path file = largest(export.resolve("data"));
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));

    Run damaged = ingest(export, "truncated");

    assertThat(damaged.exitCode()).isEqualTo(1);
    assertThat(damaged.said()).contains(file.getFileName().toString());

    Files.write(file, whole);
    Run mended = ingest(export, "truncated");
    assertThat(mended.exitCode()).as(mended.said()).isZero();
    assertEqual("truncated");
  }

  @Test
  void anAlteredFileIsNamed() throws Exception {
    Path export = exportInto(folder.resolve("copy-altered"), "DYNAMODB_JSON");
    Path file = largest(export.resolve("data"));
    byte[] altered = Files.readAllBytes(file);
    altered[altered.length / 2] ^= 1;
    Files.write(file, altered);

    Run run = ingest(export, "altered");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.said()).contains(file.getFileName().toString());
  }

  @Test
  void aMissingFileIsNamed() throws Exception {
    Path export = exportInto(folder.resolve("copy-missing"), "ION");
    Path file = largest(export.resolve("data"));
    Files.delete(file);

    Run run = ingest(export, "missing");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.said()).contains(file.getFileName().toString()).contains("missing");
  }

  @Test
  void aKeyThatIsNotTheWholeKeyIsRefusedAndAnotherTryBeginsAgain() throws Exception {
    Path export = exportInto(folder.resolve("copy-key"), "DYNAMODB_JSON");

    Run doubled = ingest(export, "key", "exact");
    assertThat(doubled.exitCode()).as(doubled.said()).isEqualTo(2);
    assertThat(doubled.said()).contains("--primary-key exact", "not the table's whole key");

    Run right = ingest(export, "key");
    assertThat(right.exitCode()).as(right.said()).isZero();
    assertEqual("key");
  }

  @Test
  void aPlaceThatIsNoExportIsSaid() {
    Run run =
        run(
            "ingest",
            "--source-uri",
            "file:///tmp/x",
            "--dest-uri",
            "duckdb:///tmp/y.duckdb",
            "--dest-table",
            "t",
            "--primary-key",
            "id");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.said()).contains("file:///tmp/x").contains("AWSDynamoDB/<export id>");
  }

  private static void assertEqual(String warehouse) throws SQLException {
    Verdict verdict = stage.compare(warehouse, "orders", List.of("id"));
    assertThat(verdict.differences()).isEmpty();
    assertThat(verdict.isEqual()).as("%s", verdict).isTrue();
  }

  private static Path exportInto(Path copy, String format) throws Exception {
    var dynamoDb = stage.aws().dynamoDb();
    String table = dynamoDb.describeTable(r -> r.tableName("orders")).table().tableArn();
    String arn =
        dynamoDb
            .exportTableToPointInTime(
                r -> r.tableArn(table).s3Bucket(Stage.BUCKET).s3Prefix("p").exportFormat(format))
            .exportDescription()
            .exportArn();
    ExportDescription export = dynamoDb.describeExport(r -> r.exportArn(arn)).exportDescription();
    Instant end = Instant.now().plus(Duration.ofMinutes(3));
    while (export.exportStatus() == ExportStatus.IN_PROGRESS && Instant.now().isBefore(end)) {
      TimeUnit.MILLISECONDS.sleep(100);
      export = dynamoDb.describeExport(r -> r.exportArn(arn)).exportDescription();
    }
    String root = export.exportManifest().replaceFirst("/manifest-summary.json$", "");
    var s3 = stage.aws().s3();
    for (S3Object object : s3.listObjectsV2(r -> r.bucket(Stage.BUCKET).prefix(root)).contents()) {
      Path to = copy.resolve(object.key().replaceFirst("^p/", ""));
      Files.createDirectories(to.getParent());
      Files.write(
          to,
          s3.getObjectAsBytes(r -> r.bucket(Stage.BUCKET).key(object.key())).asByteArrayUnsafe());
    }
    return copy.resolve(root.replaceFirst("^p/", ""));
  }

  private static Path largest(Path data) throws IOException {
    try (Stream<Path> files = Files.list(data)) {
      return files
          .max((a, b) -> Long.compare(a.toFile().length(), b.toFile().length()))
          .orElseThrow();
    }
  }

  private static Run ingest(Path export, String warehouse) {
    return ingest(export, warehouse, "id");
  }

  private static Run ingest(Path export, String warehouse, String key) {
    return run(
        "ingest",
        "--source-uri",
        export.toUri().toString(),
        "--dest-uri",
        "duckdb://" + stage.warehouse(warehouse),
        "--dest-table",
        "orders",
        "--primary-key",
        key);
  }

  private record Run(int exitCode, String said) {}

  private static Run run(String... args) {
    StringWriter said = new StringWriter();
    CommandLine commandLine = Tailrace.commandLine();
    commandLine.setOut(new PrintWriter(said, true)).setErr(new PrintWriter(said, true));
    return new Run(commandLine.execute(args), said.toString());
  }
}
