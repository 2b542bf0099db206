package dev.tailrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazon.ion.IonReader;
import com.amazon.ion.IonType;
import com.amazon.ion.system.IonReaderBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ExportDescription;
import software.amazon.awssdk.services.s3.S3Client;

/** An export read back from S3 by its manifests alone, with every count and checksum verified. */
record ExportedFiles(JsonNode summary, List<DataFile> files) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  record DataFile(String key, long items, List<String> lines) {}

  static ExportedFiles read(S3Client s3, ExportDescription export) throws IOException {
    String bucket = export.s3Bucket();
    JsonNode summary = MAPPER.readTree(verified(s3, bucket, export.exportManifest()));
    String list =
        new String(
            verified(s3, bucket, summary.get("manifestFilesS3Key").asText()),
            StandardCharsets.UTF_8);
    List<DataFile> files = new ArrayList<>();
    for (String line : list.lines().toList()) {
      files.add(dataFile(s3, bucket, MAPPER.readTree(line)));
    }
    assertThat(files.stream().mapToLong(DataFile::items).sum())
        .isEqualTo(summary.get("itemCount").asLong())
        .isEqualTo(export.itemCount());
    return new ExportedFiles(summary, files);
  }

  private static DataFile dataFile(S3Client s3, String bucket, JsonNode entry) throws IOException {
    String key = entry.get("dataFileS3Key").asText();
    byte[] content = bytes(s3, bucket, key);
    assertThat(DataFiles.md5Checksum(content)).isEqualTo(entry.get("md5Checksum").asText());
    assertThat(s3.headObject(head -> head.bucket(bucket).key(key)).eTag())
        .isEqualTo('"' + entry.get("etag").asText() + '"');
    assertThat(entry.get("etag").asText()).matches("[0-9a-f]{32}-1");
    List<String> lines;
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(content))) {
      lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
    assertThat(lines).hasSize(entry.get("itemCount").asInt());
    return new DataFile(key, lines.size(), lines);
  }

  private static byte[] verified(S3Client s3, String bucket, String key) {
    byte[] content = bytes(s3, bucket, key);
    byte[] checksum = bytes(s3, bucket, key.replace(".json", ".checksum"));
    assertThat(new String(checksum, StandardCharsets.UTF_8))
        .isEqualTo(DataFiles.md5Checksum(content));
    return content;
  }

  private static byte[] bytes(S3Client s3, String bucket, String key) {
    return s3.getObjectAsBytes(get -> get.bucket(bucket).key(key)).asByteArray();
  }

  List<String> lines() {
    return files.stream().flatMap(file -> file.lines().stream()).toList();
  }

  /** The items of a full export, in a form that compares with {@link #comparable}. */
  List<String> items() throws IOException {
    return comparable(maps());
  }

  /** The items of a full export. */
  List<Map<String, AttributeValue>> maps() throws IOException {
    List<Map<String, AttributeValue>> items = new ArrayList<>();
    for (String line : lines()) {
      items.add(line.startsWith("$ion") ? ionItem(line) : jsonMap(line, "Item"));
    }
    return items;
  }

  /** The lines of an incremental export in DynamoDB JSON, by the comparable form of their keys. */
  Map<String, JsonNode> changes() throws IOException {
    Map<String, JsonNode> changes = new TreeMap<>();
    for (String line : lines()) {
      JsonNode change = MAPPER.readTree(line);
      JsonNode earlier = changes.put(comparable(map(change.get("Keys"))), change);
      assertThat(earlier).as("one line a key").isNull();
    }
    return changes;
  }

  static List<String> comparable(List<Map<String, AttributeValue>> items) {
    return items.stream().map(ExportedFiles::comparable).toList();
  }

  /** An item with its attributes and its sets in order and its numbers in one form. */
  static String comparable(Map<String, AttributeValue> item) {
    TreeMap<String, String> sorted = new TreeMap<>();
    item.forEach((name, value) -> sorted.put(name, comparable(value)));
    return sorted.toString();
  }

  private static String comparable(AttributeValue value) {
    return switch (value.type()) {
      case N -> "N" + number(value.n());
      case NS -> "NS" + value.ns().stream().map(ExportedFiles::number).sorted().toList();
      case SS -> "SS" + value.ss().stream().sorted().toList();
      case BS -> "BS" + value.bs().stream().map(ExportedFiles::base64).sorted().toList();
      case B -> "B" + base64(value.b());
      case L -> "L" + value.l().stream().map(ExportedFiles::comparable).toList();
      case M -> "M" + comparable(value.m());
      default -> value.toString();
    };
  }

  private static String number(String number) {
    return new BigDecimal(number).stripTrailingZeros().toString();
  }

  private static String base64(SdkBytes bytes) {
    return Base64.getEncoder().encodeToString(bytes.asByteArray());
  }

  private static Map<String, AttributeValue> jsonMap(String line, String field) throws IOException {
    return map(MAPPER.readTree(line).get(field));
  }

  static Map<String, AttributeValue> map(JsonNode node) throws IOException {
    Map<String, AttributeValue> map = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      map.put(entry.getKey(), value(entry.getValue()));
    }
    return map;
  }

  private static AttributeValue value(JsonNode node) throws IOException {
    Map.Entry<String, JsonNode> typed = node.properties().iterator().next();
    JsonNode value = typed.getValue();
    return switch (typed.getKey()) {
      case "S" -> AttributeValue.fromS(value.textValue());
      case "N" -> AttributeValue.fromN(value.textValue());
      case "B" -> AttributeValue.fromB(SdkBytes.fromByteArray(value.binaryValue()));
      case "BOOL" -> AttributeValue.fromBool(value.booleanValue());
      case "NULL" -> AttributeValue.fromNul(value.booleanValue());
      case "SS" -> AttributeValue.fromSs(texts(value));
      case "NS" -> AttributeValue.fromNs(texts(value));
      case "BS" ->
          AttributeValue.fromBs(
              texts(value).stream()
                  .map(text -> SdkBytes.fromByteArray(Base64.getDecoder().decode(text)))
                  .toList());
      case "L" -> {
        List<AttributeValue> values = new ArrayList<>();
        for (JsonNode element : value) {
          values.add(value(element));
        }
        yield AttributeValue.fromL(values);
      }
      case "M" -> AttributeValue.fromM(map(value));
      default -> throw new IOException("unknown type in " + node);
    };
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::textValue).toList();
  }

  private static Map<String, AttributeValue> ionItem(String line) throws IOException {
    try (IonReader ion = IonReaderBuilder.standard().build(line)) {
      ion.next();
      ion.stepIn();
      ion.next();
      assertThat(ion.getFieldName()).isEqualTo("Item");
      return ionStruct(ion);
    }
  }

  private static Map<String, AttributeValue> ionStruct(IonReader ion) {
    Map<String, AttributeValue> map = new TreeMap<>();
    ion.stepIn();
    while (ion.next() != null) {
      map.put(ion.getFieldName(), ionValue(ion));
    }
    ion.stepOut();
    return map;
  }

  private static AttributeValue ionValue(IonReader ion) {
    String[] annotations = ion.getTypeAnnotations();
    return switch (ion.getType()) {
      case STRING -> AttributeValue.fromS(ion.stringValue());
      case DECIMAL -> AttributeValue.fromN(ion.bigDecimalValue().toString());
      case BLOB -> AttributeValue.fromB(SdkBytes.fromByteArray(ion.newBytes()));
      case BOOL -> AttributeValue.fromBool(ion.booleanValue());
      case NULL -> AttributeValue.fromNul(true);
      case STRUCT -> AttributeValue.fromM(ionStruct(ion));
      case LIST -> annotations.length == 0 ? ionList(ion) : ionSet(annotations[0], ion);
      default -> throw new AssertionError("unexpected in an export: " + ion.getType());
    };
  }

  private static AttributeValue ionList(IonReader ion) {
    return AttributeValue.fromL(ionElements(ion));
  }

  private static AttributeValue ionSet(String annotation, IonReader ion) {
    List<AttributeValue> elements = ionElements(ion);
    return switch (annotation) {
      case "$dynamodb_SS" ->
          AttributeValue.fromSs(elements.stream().map(AttributeValue::s).toList());
      case "$dynamodb_NS" ->
          AttributeValue.fromNs(elements.stream().map(AttributeValue::n).toList());
      case "$dynamodb_BS" ->
          AttributeValue.fromBs(elements.stream().map(AttributeValue::b).toList());
      default -> throw new AssertionError("unknown annotation " + annotation);
    };
  }

  private static List<AttributeValue> ionElements(IonReader ion) {
    assertThat(ion.getType()).isEqualTo(IonType.LIST);
    List<AttributeValue> elements = new ArrayList<>();
    ion.stepIn();
    while (ion.next() != null) {
      elements.add(ionValue(ion));
    }
    ion.stepOut();
    return elements;
  }
}
