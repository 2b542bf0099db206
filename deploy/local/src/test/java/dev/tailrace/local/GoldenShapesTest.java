package dev.tailrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazon.ion.IonReader;
import com.amazon.ion.IonType;
import com.amazon.ion.system.IonReaderBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.ExportDescription;
import software.amazon.awssdk.services.dynamodb.model.ExportFormat;
import software.amazon.awssdk.services.dynamodb.model.ExportTableToPointInTimeRequest;
import software.amazon.awssdk.services.dynamodb.model.ExportType;
import software.amazon.awssdk.services.dynamodb.model.ExportViewType;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Holds the exports that are written here to the shapes of those in backfill's test resources,
 * which the daemon's reader is held to as well: names of fields, their order, their types, and
 * where objects lie.
 */
class GoldenShapesTest {
  private static final Path GOLDEN = Path.of("../../backfill/src/test/resources/aws");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final TestAws.Clock clock = new TestAws.Clock();

  @TempDir Path directory;
  private TestAws aws;
  private String arn;
  private Instant from;
  private Instant to;

  @BeforeEach
  void start() throws IOException {
    aws = TestAws.quick(directory, clock);
    arn = aws.recoverableTable("parcels");
    aws.put("parcels", "updated", "old");
    aws.put("parcels", "deleted", "old");
    from = clock.forward(Duration.ofMinutes(1));
    aws.put("parcels", "updated", "new");
    aws.put("parcels", "inserted", "new");
    aws.dynamoDb().deleteItem(d -> d.tableName("parcels").key(TestAws.key("deleted")));
    to = clock.forward(Duration.ofMinutes(1));
    clock.forward(Duration.ofMillis(1500));
  }

  @AfterEach
  void stop() {
    aws.close();
  }

  @Test
  void fullExports() throws IOException {
    same("full-json", e -> {});
    same("full-ion", e -> e.exportFormat(ExportFormat.ION).s3Prefix("nightly/eu"));
  }

  @Test
  void incrementalExportsOfBothViewsAndFormats() throws IOException {
    same("incremental-json", e -> window(e, ExportViewType.NEW_AND_OLD_IMAGES));
    same(
        "incremental-json-new-image", e -> window(e.s3Prefix("nightly"), ExportViewType.NEW_IMAGE));
    same(
        "incremental-ion",
        e -> window(e.exportFormat(ExportFormat.ION), ExportViewType.NEW_AND_OLD_IMAGES));
  }

  private void window(ExportTableToPointInTimeRequest.Builder request, ExportViewType view) {
    request
        .exportType(ExportType.INCREMENTAL_EXPORT)
        .incrementalExportSpecification(
            w -> w.exportFromTime(from).exportToTime(to).exportViewType(view));
  }

  private void same(String golden, Consumer<ExportTableToPointInTimeRequest.Builder> request)
      throws IOException {
    ExportDescription export = aws.export(arn, request);
    Map<String, byte[]> written = new TreeMap<>();
    String manifest = export.exportManifest();
    String folder = manifest.substring(0, manifest.lastIndexOf('/') + 1);
    List<String> dataKeys =
        ExportedFiles.read(aws.s3(), export).files().stream()
            .map(ExportedFiles.DataFile::key)
            .toList();
    for (S3Object object : aws.s3().listObjectsV2(l -> l.bucket(TestAws.BUCKET)).contents()) {
      if (object.key().startsWith(folder) || dataKeys.contains(object.key())) {
        written.put(
            object.key(),
            aws.s3()
                .getObjectAsBytes(g -> g.bucket(TestAws.BUCKET).key(object.key()))
                .asByteArray());
      }
    }
    assertThat(shapes(written)).as(golden).isEqualTo(shapes(golden(golden)));
  }

  private static Map<String, byte[]> golden(String name) throws IOException {
    Path root = GOLDEN.resolve(name);
    Map<String, byte[]> objects = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        objects.put(root.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
      }
    }
    return objects;
  }

  /** The shapes of each kind of object, by its key with everything that differs taken out. */
  private static Map<String, Set<String>> shapes(Map<String, byte[]> objects) {
    Map<String, Set<String>> shapes = new TreeMap<>();
    objects.forEach(
        (key, content) ->
            shapes
                .computeIfAbsent(
                    key.replaceFirst("\\d{14}-[0-9a-f]{8}", "<id>")
                        .replaceFirst("data/[a-z0-9]{26}\\.", "data/<name>.")
                        // AWS's page has the one name, exports that AWS wrote the other.
                        .replaceFirst("\\.md5$", ".checksum"),
                    k -> new TreeSet<>())
                .addAll(shapesIn(key, content)));
    return shapes;
  }

  private static List<String> shapesIn(String key, byte[] content) {
    try {
      if (key.endsWith(".json.gz")) {
        return inflated(content).lines().map(GoldenShapesTest::change).toList();
      }
      if (key.endsWith(".ion.gz")) {
        return inflated(content).lines().map(GoldenShapesTest::ion).toList();
      }
      String text = new String(content, StandardCharsets.UTF_8);
      return key.endsWith(".json")
          ? text.lines().map(GoldenShapesTest::json).toList()
          : List.of(text.replaceFirst("^[A-Za-z0-9+/]{22}==$", "<MD5 in Base64>"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String inflated(byte[] content) throws IOException {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(content))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** A manifest's line: names in their order, with the form of each value. */
  private static String json(String line) {
    List<String> fields = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : tree(line).properties()) {
      fields.add(field.getKey() + "=" + form(field.getKey(), field.getValue()));
    }
    return fields.toString();
  }

  private static String form(String name, JsonNode value) {
    if (!value.isTextual()) {
      return value.getNodeType().name();
    }
    return switch (name) {
      case "version", "outputFormat", "outputView", "exportType", "s3SseAlgorithm" ->
          value.textValue();
      default ->
          value
              .textValue()
              .replaceFirst("^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$", "<time>")
              .replaceFirst("^arn:aws:dynamodb:[a-z0-9-]+:\\d{12}:table/", "<table>/")
              .replaceFirst("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", "<id of a table>")
              .replaceFirst("\\d{14}-[0-9a-f]{8}", "<id>")
              .replaceFirst("data/[a-z0-9]{26}\\.", "data/<name>.")
              .replaceFirst("^[0-9a-f]{32}-1$", "<etag>")
              .replaceFirst("^[A-Za-z0-9+/]{22}==$", "<MD5 in Base64>")
              .replaceFirst("^[a-z]+-exports$|^exports$", "<bucket>");
    };
  }

  /** A line of data: the members around the images, whose attributes are each table's own. */
  private static String change(String line) {
    List<String> members = new ArrayList<>();
    for (Map.Entry<String, JsonNode> member : tree(line).properties()) {
      members.add(
          member.getKey()
              + (member.getKey().equals("Metadata")
                  ? member.getValue().toString().replaceAll("\\d{16}", "<micros>")
                  : member.getValue().getNodeType().name()));
    }
    return members.toString();
  }

  private static String ion(String line) {
    assertThat(line).startsWith("$ion_1_0 {");
    List<String> members = new ArrayList<>();
    try (IonReader ion = IonReaderBuilder.standard().build(line)) {
      ion.next();
      ion.stepIn();
      ion.next();
      members.add(ion.getFieldName());
      ion.stepIn();
      boolean images = members.contains("Record");
      for (IonType type = ion.next(); images && type != null; type = ion.next()) {
        members.add(ion.getFieldName() + type);
        if (ion.getFieldName().equals("Metadata")) {
          ion.stepIn();
          members.add(ion.next() + " " + ion.getFieldName() + " " + ion.bigDecimalValue().scale());
          ion.stepOut();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return members.toString();
  }

  private static JsonNode tree(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
