package dev.tailrace.backfill;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tailrace.sink.DataFileException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an export holds. The manifest is the only authority: nothing is ever found by listing.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html">DynamoDB
 *     table export output format</a>
 */
public record ExportManifest(ManifestSummary summary, List<DataFile> files) {
  /** Of full exports, and since 2023 of incremental ones. */
  private static final Set<String> KNOWN_VERSIONS = Set.of("2020-06-30", "2023-08-01");

  private static final Logger LOG = LoggerFactory.getLogger(ExportManifest.class);

  /** A summary has some 700 bytes, a checksum 24. */
  private static final int LARGEST_SUMMARY = 1 << 20;

  /** A line of the manifest of files has some 250 bytes: enough for a million files. */
  private static final int LARGEST_OF_FILES = 1 << 28;

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /** Copies the list. */
  public ExportManifest {
    files = List.copyOf(files);
  }

  /**
   * Reads and checks both manifests: their checksums where they have them, the format, that the
   * counts add up and that no file is listed twice. A version that is not known is read all the
   * same, with a warning in the log, as long as every field that is needed is there.
   *
   * @throws DataFileException when one is missing, damaged, lacks a field that is needed (which the
   *     message names) or is of a kind not known
   */
  public static ExportManifest read(ExportStore store, ExportLocation location) {
    return read(store, location, LOG::warn);
  }

  /** The same with warnings told to the caller, each as one line. */
  static ExportManifest read(
      ExportStore store, ExportLocation location, Consumer<String> warnings) {
    String key = location.summaryKey();
    JsonNode written = json(store, key);
    ManifestSummary summary = summary(store.describe(key), written, location);
    String version = written.path("version").asText();
    if (!KNOWN_VERSIONS.contains(version)) {
      warnings.accept(
          "%s: has version %s, which this release does not know; it is read all the same, since every field that is needed is there"
              .formatted(store.describe(key), version));
    }
    List<DataFile> files = new ArrayList<>();
    Set<String> keys = new HashSet<>();
    long items = 0;
    location.verify(store.describe(key), summary.filesKey());
    String text = new String(verified(store, summary.filesKey()), StandardCharsets.UTF_8);
    for (String line : text.lines().filter(l -> !l.isBlank()).toList()) {
      DataFile file = file(store.describe(summary.filesKey()), line);
      location.verify(store.describe(summary.filesKey()), file.key());
      if (!keys.add(file.key())) {
        throw Damage.ofManifest(
            store.describe(summary.filesKey()), "lists " + file.key() + " twice");
      }
      items += file.itemCount();
      files.add(file);
    }
    if (items != summary.itemCount()) {
      throw Damage.ofManifest(
          store.describe(summary.filesKey()),
          "lists files of %d items in all, where the summary says %d"
              .formatted(items, summary.itemCount()));
    }
    return new ExportManifest(summary, files);
  }

  private static ManifestSummary summary(String name, JsonNode node, ExportLocation location) {
    text(name, node, "version");
    return new ManifestSummary(
        text(name, node, "exportArn"),
        text(name, node, "tableArn"),
        count(name, node),
        format(name, text(name, node, "outputFormat")),
        scope(name, node),
        node.path("manifestFilesS3Key").asText(location.keyPrefix() + "/manifest-files.json"));
  }

  /** Exports from before there were incremental ones do not say what they are. */
  private static ExportScope scope(String name, JsonNode node) {
    String type = node.path("exportType").asText("FULL_EXPORT");
    return switch (type) {
      case "FULL_EXPORT" -> new ExportScope.Full(instant(name, node, "exportTime"));
      case "INCREMENTAL_EXPORT" ->
          new ExportScope.Incremental(
              instant(name, node, "exportFromTime"),
              instant(name, node, "exportToTime"),
              view(name, text(name, node, "outputView")));
      default -> throw Damage.ofManifest(name, "has the unknown export type " + type);
    };
  }

  private static ExportScope.View view(String name, String view) {
    return switch (view) {
      case "NEW_IMAGE" -> ExportScope.View.NEW_IMAGE;
      case "NEW_AND_OLD_IMAGES" -> ExportScope.View.NEW_AND_OLD_IMAGES;
      default -> throw Damage.ofManifest(name, "has the unknown output view " + view);
    };
  }

  private static ExportFormat format(String name, String format) {
    return switch (format) {
      case "DYNAMODB_JSON" -> ExportFormat.DYNAMODB_JSON;
      case "ION" -> ExportFormat.ION;
      default -> throw Damage.ofManifest(name, "has the unknown output format " + format);
    };
  }

  private static Instant instant(String name, JsonNode node, String field) {
    try {
      return Instant.parse(text(name, node, field));
    } catch (DateTimeParseException e) {
      throw Damage.ofManifest(name, "has the " + field + " " + node.path(field).asText());
    }
  }

  private static DataFile file(String name, String line) {
    JsonNode node = parse(name, line.getBytes(StandardCharsets.UTF_8));
    return new DataFile(
        text(name, node, "dataFileS3Key"),
        count(name, node),
        text(name, node, "md5Checksum"),
        node.path("etag").asText(""));
  }

  private static long count(String name, JsonNode node) {
    JsonNode count = node.path("itemCount");
    if (count.isMissingNode()) {
      throw Damage.ofManifest(name, "has no itemCount");
    }
    if (!count.isIntegralNumber() || !count.canConvertToLong() || count.asLong() < 0) {
      throw Damage.ofManifest(name, "has the itemCount " + count);
    }
    return count.asLong();
  }

  private static String text(String name, JsonNode node, String field) {
    if (!node.path(field).isTextual()) {
      throw Damage.ofManifest(name, "has no " + field);
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
      throw Damage.ofManifest(name, "is not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw Damage.ofManifest(name, "is not JSON: " + e.getMessage());
    }
  }

  /** A manifest's bytes, compared with the MD5 that its neighbour holds, where it has one. */
  private static byte[] verified(ExportStore store, String key) {
    byte[] bytes = bytes(store.describe(key), store.open(key));
    Optional<String> expected =
        checksum(store, key, ".checksum").or(() -> checksum(store, key, ".md5"));
    String actual = Base64.getEncoder().encodeToString(Md5.of(bytes));
    if (expected.isPresent() && !expected.get().equals(actual)) {
      throw Damage.ofManifest(
          store.describe(key),
          "has the MD5 %s, where %s was written".formatted(actual, expected.get()));
    }
    return bytes;
  }

  /**
   * What a checksum file says. AWS's page calls it {@code .checksum}; exports of 2022 to 2026 have
   * {@code .md5} in its place. To be without one is allowed, and S3 answers a request for an object
   * that is missing with a refusal where listing the bucket is not granted.
   */
  private static Optional<String> checksum(ExportStore store, String key, String suffix) {
    String checksumKey = key.replaceFirst("\\.json$", suffix);
    try {
      return store
          .find(checksumKey)
          .map(in -> new String(bytes(store.describe(checksumKey), in), StandardCharsets.UTF_8))
          .map(String::strip);
    } catch (AwsException.AccessDenied missingOrRefused) {
      return Optional.empty();
    }
  }

  private static byte[] bytes(String name, InputStream opened) {
    try (InputStream in = opened) {
      int largest = name.endsWith("manifest-files.json") ? LARGEST_OF_FILES : LARGEST_SUMMARY;
      byte[] bytes = in.readNBytes(largest + 1);
      if (bytes.length > largest) {
        throw Damage.ofManifest(name, "is larger than %d bytes".formatted(largest));
      }
      return bytes;
    } catch (IOException e) {
      throw new DataFileException(
          "%s: can't be read (%s); put that right and start once more"
              .formatted(name, e.getMessage()),
          e);
    }
  }
}
