package dev.tailrace.backfill;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tailrace.sink.DataFileException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What an export holds. The manifest is the only authority: nothing is ever found by listing.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html">DynamoDB
 *     table export output format</a>
 */
public record ExportManifest(ManifestSummary summary, List<DataFile> files) {
  private static final String VERSION = "2020-06-30";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Copies the list. */
  public ExportManifest {
    files = List.copyOf(files);
  }

  /**
   * Reads and checks both manifests: their checksums where they have them, the version, the format,
   * that the counts add up and that no file is listed twice.
   *
   * @throws DataFileException when one is missing, damaged or of a kind not known
   */
  public static ExportManifest read(ExportStore store, ExportLocation location) {
    String key = location.summaryKey();
    ManifestSummary summary = summary(store.describe(key), json(store, key), location);
    List<DataFile> files = new ArrayList<>();
    Set<String> keys = new HashSet<>();
    long items = 0;
    String text = new String(verified(store, summary.filesKey()), StandardCharsets.UTF_8);
    for (String line : text.lines().filter(l -> !l.isBlank()).toList()) {
      DataFile file = file(store.describe(summary.filesKey()), line);
      if (!keys.add(file.key())) {
        throw damaged(store.describe(summary.filesKey()), "lists " + file.key() + " twice");
      }
      items += file.itemCount();
      files.add(file);
    }
    if (items != summary.itemCount()) {
      throw damaged(
          store.describe(summary.filesKey()),
          "lists files of %d items in all, where the summary says %d"
              .formatted(items, summary.itemCount()));
    }
    return new ExportManifest(summary, files);
  }

  private static ManifestSummary summary(String name, JsonNode node, ExportLocation location) {
    if (!VERSION.equals(text(name, node, "version"))) {
      throw damaged(
          name,
          "has version " + node.path("version").asText() + ", where " + VERSION + " is known");
    }
    boolean incremental = node.path("exportType").asText("").equals("INCREMENTAL_EXPORT");
    return new ManifestSummary(
        text(name, node, "exportArn"),
        text(name, node, "tableArn"),
        instant(name, node, incremental ? "exportToTime" : "exportTime"),
        node.path("itemCount").asLong(-1),
        format(name, text(name, node, "outputFormat")),
        incremental,
        node.path("manifestFilesS3Key").asText(location.keyPrefix() + "/manifest-files.json"));
  }

  private static ExportFormat format(String name, String format) {
    return switch (format) {
      case "DYNAMODB_JSON" -> ExportFormat.DYNAMODB_JSON;
      case "ION" -> ExportFormat.ION;
      default -> throw damaged(name, "has the unknown output format " + format);
    };
  }

  private static Instant instant(String name, JsonNode node, String field) {
    try {
      return Instant.parse(text(name, node, field));
    } catch (java.time.format.DateTimeParseException e) {
      throw damaged(name, "has the " + field + " " + node.path(field).asText());
    }
  }

  private static DataFile file(String name, String line) {
    JsonNode node = parse(name, line.getBytes(StandardCharsets.UTF_8));
    if (!node.path("itemCount").isIntegralNumber()) {
      throw damaged(name, "has a line without an itemCount: " + line);
    }
    return new DataFile(
        text(name, node, "dataFileS3Key"),
        node.path("itemCount").asLong(),
        text(name, node, "md5Checksum"));
  }

  private static String text(String name, JsonNode node, String field) {
    if (!node.path(field).isTextual()) {
      throw damaged(name, "has no " + field);
    }
    return node.path(field).asText();
  }

  private static JsonNode json(ExportStore store, String key) {
    return parse(store.describe(key), verified(store, key));
  }

  private static JsonNode parse(String name, byte[] bytes) {
    try {
      return JSON.readTree(bytes);
    } catch (JsonProcessingException e) {
      throw damaged(name, "is not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw damaged(name, "is not JSON: " + e.getMessage());
    }
  }

  /** A manifest's bytes, compared with the MD5 that its {@code .checksum} neighbour holds. */
  private static byte[] verified(ExportStore store, String key) {
    byte[] bytes = bytes(store, key);
    String checksumKey = key.replaceFirst("\\.json$", ".checksum");
    if (store.exists(checksumKey)) {
      String expected = new String(bytes(store, checksumKey), StandardCharsets.UTF_8).strip();
      String actual = Base64.getEncoder().encodeToString(Md5.of(bytes));
      if (!expected.equals(actual)) {
        throw damaged(
            store.describe(key),
            "has the MD5 %s, where %s was written".formatted(actual, expected));
      }
    }
    return bytes;
  }

  private static byte[] bytes(ExportStore store, String key) {
    try (InputStream in = store.open(key)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new DataFileException(store.describe(key) + ": can't be read: " + e.getMessage(), e);
    }
  }

  private static DataFileException damaged(String name, String how) {
    return new DataFileException(
        "%s: %s; nothing of the export was loaded. Copy it again, or ask for another export"
            .formatted(name, how));
  }
}
