package dev.tailrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ExportDescription;
import software.amazon.awssdk.services.dynamodb.model.ExportFormat;
import software.amazon.awssdk.services.dynamodb.model.ExportStatus;
import software.amazon.awssdk.services.dynamodb.model.ExportType;
import software.amazon.awssdk.services.s3.model.S3Object;

class FullExportTest {
  private static final int ITEMS = 90;

  @TempDir Path directory;
  private TestAws aws;
  private String arn;

  @BeforeEach
  void start() throws IOException {
    aws = TestAws.quick(directory);
    arn = aws.recoverableTable("orders");
    for (int i = 0; i < ITEMS; i++) {
      Map<String, AttributeValue> item = everyType(i);
      aws.dynamoDb().putItem(put -> put.tableName("orders").item(item));
    }
  }

  @AfterEach
  void stop() {
    aws.close();
  }

  private static Map<String, AttributeValue> everyType(int i) {
    Map<String, AttributeValue> item = new HashMap<>();
    item.put("pk", AttributeValue.fromS("key-" + i));
    item.put("text", AttributeValue.fromS("\u00e4 \ud83d\ude00 \"quoted\" \\ \n\t\u0001 " + i));
    item.put("empty", AttributeValue.fromS(""));
    item.put("whole", AttributeValue.fromN(Integer.toString(i * 100)));
    item.put("exact", AttributeValue.fromN("12345678901234567890123456789012345678"));
    item.put("small", AttributeValue.fromN("-1.5E-100"));
    item.put("bytes", AttributeValue.fromB(SdkBytes.fromByteArray(new byte[] {0, -1, (byte) i})));
    item.put("yes", AttributeValue.fromBool(i % 2 == 0));
    item.put("nothing", AttributeValue.fromNul(true));
    item.put("texts", AttributeValue.fromSs(List.of("b", "a", "" + i)));
    item.put("numbers", AttributeValue.fromNs(List.of("3", "1.50", "" + (i + 10))));
    item.put(
        "binaries",
        AttributeValue.fromBs(List.of(SdkBytes.fromUtf8String("x"), SdkBytes.fromUtf8String("y"))));
    item.put(
        "list",
        AttributeValue.fromL(
            List.of(
                AttributeValue.fromN("7"),
                AttributeValue.fromM(Map.of("in", AttributeValue.fromSs(List.of("s")))))));
    item.put("map", AttributeValue.fromM(Map.of("a b.c", AttributeValue.fromNul(true))));
    return item;
  }

  @Test
  void jsonHoldsTheWholeTable() throws IOException {
    ExportDescription export = aws.export(arn, request -> request.s3Prefix("some/where"));

    ExportedFiles files = ExportedFiles.read(aws.s3(), export);

    assertThat(export.exportStatus()).isEqualTo(ExportStatus.COMPLETED);
    assertThat(export.exportFormat()).isEqualTo(ExportFormat.DYNAMODB_JSON);
    assertThat(export.exportType()).isEqualTo(ExportType.FULL_EXPORT);
    assertThat(export.itemCount()).isEqualTo(ITEMS);
    assertThat(files.lines()).allMatch(line -> line.startsWith("{\"Item\":{"));
    assertThat(files.items())
        .containsExactlyInAnyOrderElementsOf(ExportedFiles.comparable(aws.scan("orders")));
  }

  @Test
  void ionHoldsTheWholeTable() throws IOException {
    ExportDescription export = aws.export(arn, request -> request.exportFormat(ExportFormat.ION));

    ExportedFiles files = ExportedFiles.read(aws.s3(), export);

    assertThat(files.lines()).allMatch(line -> line.startsWith("$ion_1_0 {Item:{"));
    assertThat(files.files()).allMatch(file -> file.key().endsWith(".ion.gz"));
    assertThat(files.items())
        .containsExactlyInAnyOrderElementsOf(ExportedFiles.comparable(aws.scan("orders")));
    assertThat(files.lines().getFirst())
        .contains("nothing:null", "texts:$dynamodb_SS::[", "binaries:$dynamodb_BS::[{{");
  }

  @Test
  void objectsLieWhereAwsPutsThem() throws IOException {
    ExportDescription export = aws.export(arn, request -> request.s3Prefix("some/where"));

    ExportedFiles files = ExportedFiles.read(aws.s3(), export);

    String id = export.exportArn().substring(export.exportArn().lastIndexOf('/') + 1);
    String folder = "some/where/AWSDynamoDB/" + id + "/";
    assertThat(id).matches("\\d{14}-[0-9a-f]{8}");
    assertThat(export.exportManifest()).isEqualTo(folder + "manifest-summary.json");
    assertThat(files.files()).allMatch(file -> file.key().startsWith(folder + "data/"));
    assertThat(files.files()).allMatch(file -> file.key().endsWith(".json.gz"));
    assertThat(keys())
        .contains(
            folder + "_started",
            folder + "manifest-summary.json",
            folder + "manifest-summary.checksum",
            folder + "manifest-files.json",
            folder + "manifest-files.checksum")
        .hasSize(5 + 4);
    assertThat(files.files())
        .extracting(ExportedFiles.DataFile::items)
        .containsExactly(0L, 30L, 30L, 30L);
  }

  @Test
  void theSummaryTellsWhatDescribeExportTells() throws IOException {
    ExportDescription export = aws.export(arn, request -> {});

    ExportedFiles files = ExportedFiles.read(aws.s3(), export);

    assertThat(files.summary().get("exportArn").asText()).isEqualTo(export.exportArn());
    assertThat(files.summary().get("tableArn").asText()).isEqualTo(arn);
    assertThat(files.summary().get("tableId").asText()).isEqualTo(export.tableId());
    assertThat(files.summary().get("exportTime").asText())
        .isEqualTo(export.exportTime().toString());
    assertThat(files.summary().get("outputFormat").asText()).isEqualTo("DYNAMODB_JSON");
    assertThat(files.summary().has("exportType")).as("full exports don't say it").isFalse();
    assertThat(files.summary().get("s3Prefix").isNull()).isTrue();
  }

  @Test
  void twoExportsUnderOnePrefixStayApart() throws IOException {
    ExportDescription first = aws.export(arn, request -> request.s3Prefix("p"));
    aws.put("orders", "one-more", "1");
    ExportDescription second = aws.export(arn, request -> request.s3Prefix("p"));

    assertThat(ExportedFiles.read(aws.s3(), first).items()).hasSize(ITEMS);
    assertThat(ExportedFiles.read(aws.s3(), second).items()).hasSize(ITEMS + 1);
  }

  @Test
  void anEmptyTableStillHasItsDataFiles() throws IOException {
    String empty = aws.recoverableTable("empty");

    ExportedFiles files = ExportedFiles.read(aws.s3(), aws.export(empty, request -> {}));

    assertThat(files.files()).hasSize(4).allMatch(file -> file.items() == 0);
  }

  @Test
  void anExportsAnswerIsThereBeforeItsEnd() {
    ExportDescription begun =
        aws.dynamoDb()
            .exportTableToPointInTime(e -> e.tableArn(arn).s3Bucket(TestAws.BUCKET))
            .exportDescription();

    assertThat(begun.exportStatus()).isEqualTo(ExportStatus.IN_PROGRESS);
    assertThat(begun.exportManifest()).isNull();
    assertThat(aws.ended(begun.exportArn()).exportStatus()).isEqualTo(ExportStatus.COMPLETED);
  }

  private List<String> keys() {
    return aws.s3().listObjectsV2(list -> list.bucket(TestAws.BUCKET)).contents().stream()
        .map(S3Object::key)
        .toList();
  }
}
