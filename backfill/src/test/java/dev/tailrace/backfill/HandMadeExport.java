package dev.tailrace.backfill;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Writes an export into a folder as AWS lays one out in a bucket, checksums and all. */
final class HandMadeExport {
  static final String ID = "01693685827463-2d8752fd";
  static final String PREFIX = "tailrace/AWSDynamoDB/" + ID;

  private final Path bucket;
  private final ExportFormat format;
  private final List<DataFile> files = new ArrayList<>();
  private String version = "2020-06-30";
  private String scope =
      """
      "exportTime":"2026-11-20T10:00:00.000Z","exportType":"FULL_EXPORT"\
      """;
  private long itemCountAdded;

  HandMadeExport(Path bucket, ExportFormat format) {
    this.bucket = bucket;
    this.format = format;
  }

  HandMadeExport incremental() {
    version = "2023-08-01";
    scope =
        """
        "exportFromTime":"2026-11-20T09:00:00.000Z","exportToTime":"2026-11-20T10:00:00.000Z",\
        "outputView":"NEW_AND_OLD_IMAGES","exportType":"INCREMENTAL_EXPORT"\
        """;
    return this;
  }

  /** What the summary says more than its files hold. */
  HandMadeExport miscounted(long more) {
    itemCountAdded = more;
    return this;
  }

  /** A data file of these lines, each ended with a line feed. */
  DataFile file(String name, String... lines) {
    StringBuilder text = new StringBuilder();
    for (String line : lines) {
      text.append(line).append('\n');
    }
    return file(name, lines.length, gzip(text.toString()));
  }

  /** A data file of these bytes, with the right MD5. */
  DataFile file(String name, long itemCount, byte[] compressed) {
    String key = PREFIX + "/data/" + name + (format == ExportFormat.ION ? ".ion.gz" : ".json.gz");
    put(key, compressed);
    DataFile file = new DataFile(key, itemCount, md5(compressed), "etag-1");
    files.add(file);
    return file;
  }

  /** Lists what was listed already, or what is not there. */
  void list(DataFile file) {
    files.add(file);
  }

  /** Writes the manifests, and says where. */
  ExportLocation write() {
    StringBuilder lines = new StringBuilder();
    long items = itemCountAdded;
    for (DataFile file : files) {
      items += file.itemCount();
      lines.append(
          """
          {"itemCount":%d,"md5Checksum":"%s","etag":"%s","dataFileS3Key":"%s"}
          """
              .formatted(file.itemCount(), file.md5(), file.etag(), file.key()));
    }
    put(PREFIX + "/_started", new byte[0]);
    checked("manifest-files", lines.toString());
    checked("manifest-summary", summary(items));
    return location();
  }

  private String summary(long items) {
    return """
    {"version":"%s","exportArn":"arn:aws:dynamodb:us-east-1:123456789012:table/orders/export/%s",\
    "startTime":"2026-11-20T10:00:01.000Z","endTime":"2026-11-20T10:05:00.000Z",\
    "tableArn":"arn:aws:dynamodb:us-east-1:123456789012:table/orders","tableId":"6a-b",%s,\
    "s3Bucket":"shop-exports","s3Prefix":"tailrace","s3SseAlgorithm":"AES256","s3SseKmsKeyId":null,\
    "manifestFilesS3Key":"%s/manifest-files.json","billedSizeBytes":1000,"itemCount":%d,"outputFormat":"%s"}\
    """
        .formatted(version, ID, scope, PREFIX, items, format);
  }

  /** Writes a manifest and its checksum. */
  void checked(String name, String content) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    put(PREFIX + "/" + name + ".json", bytes);
    put(PREFIX + "/" + name + ".checksum", md5(bytes).getBytes(StandardCharsets.UTF_8));
  }

  ExportLocation location() {
    return ExportLocation.parse(bucket.resolve(PREFIX).toUri().toString());
  }

  ExportStore store() {
    return new FolderStore(location().folder().orElseThrow());
  }

  Path path(String key) {
    return bucket.resolve(key);
  }

  private void put(String key, byte[] content) {
    try {
      Files.createDirectories(path(key).getParent());
      Files.write(path(key), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] gzip(String text) {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(compressed)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return compressed.toByteArray();
  }

  static String md5(byte[] bytes) {
    return Base64.getEncoder().encodeToString(Md5.of(bytes));
  }
}
