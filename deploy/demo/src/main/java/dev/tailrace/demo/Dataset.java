package dev.tailrace.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A table's worth of real data; see DATA-LICENSES.md beside the resources.
 *
 * @param table the table's name, and the resource's
 * @param keys the names of its key attributes, all strings
 */
record Dataset(String table, List<String> keys) {
  static final List<Dataset> ALL =
      List.of(
          new Dataset("earthquakes", List.of("id")),
          new Dataset("web_features", List.of("area", "feature")));

  private static final ObjectMapper JSON = new ObjectMapper();

  List<Map<String, AttributeValue>> items() {
    List<Map<String, AttributeValue>> items = new ArrayList<>();
    String resource = table + ".jsonl.gz";
    try (InputStream raw = Dataset.class.getResourceAsStream(resource)) {
      if (raw == null) {
        throw new IllegalStateException("resource " + resource + " is missing from the build");
      }
      BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(new GZIPInputStream(raw), StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        items.add(members(JSON.readTree(line).path("Item")));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return items;
  }

  private static Map<String, AttributeValue> members(JsonNode node) {
    Map<String, AttributeValue> members = new LinkedHashMap<>();
    node.properties().forEach(e -> members.put(e.getKey(), value(e.getValue())));
    return members;
  }

  /**
   * The SDK's value for one in DynamoDB JSON.
   *
   * @throws IllegalArgumentException if it is none
   */
  static AttributeValue value(JsonNode typed) {
    if (typed.size() != 1) {
      throw new IllegalArgumentException("not DynamoDB JSON: " + typed);
    }
    Map.Entry<String, JsonNode> only = typed.properties().iterator().next();
    JsonNode node = only.getValue();
    return switch (only.getKey()) {
      case "S" -> AttributeValue.fromS(node.asText());
      case "N" -> AttributeValue.fromN(node.asText());
      case "B" -> AttributeValue.fromB(bytes(node));
      case "BOOL" -> AttributeValue.fromBool(node.asBoolean());
      case "NULL" -> AttributeValue.fromNul(true);
      case "M" -> AttributeValue.fromM(members(node));
      case "L" -> AttributeValue.fromL(node.valueStream().map(Dataset::value).toList());
      case "SS" -> AttributeValue.fromSs(node.valueStream().map(JsonNode::asText).toList());
      case "NS" -> AttributeValue.fromNs(node.valueStream().map(JsonNode::asText).toList());
      case "BS" -> AttributeValue.fromBs(node.valueStream().map(Dataset::bytes).toList());
      default -> throw new IllegalArgumentException("not DynamoDB JSON: " + typed);
    };
  }

  private static SdkBytes bytes(JsonNode node) {
    return SdkBytes.fromByteArray(Base64.getDecoder().decode(node.asText()));
  }
}
