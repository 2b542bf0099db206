package dev.tailrace.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tailrace.local.ExportOrder.FullExport;
import dev.tailrace.local.ExportOrder.IncrementalExport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;

/**
 * The objects of one export in S3: the mark of its start, data files, and the two manifests with
 * their checksums, the manifest-summary last but for its checksum.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html">
 *     the format that AWS documents</a>
 */
final class ExportManifests {
  /** What an incremental export is billed for at the least. */
  private static final long LEAST_BILLED = 10_000_000;

  private static final DateTimeFormatter MILLISECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final ObjectMapper mapper = new ObjectMapper();
  private final Export export;
  private final ExportDestination destination;
  private final ObjectStore store;
  private final StringBuilder files = new StringBuilder();

  ExportManifests(Export export, ObjectStore store) {
    this.export = export;
    this.destination = export.order().destination();
    this.store = store;
  }

  /** Marks the start; fails if the bucket is missing. */
  void started() throws IOException {
    put("_started", new byte[0]);
  }

  /** Uploads a data file and notes it for the manifest. */
  void upload(DataFiles.DataFile file) throws IOException {
    String name =
        UUID.randomUUID().toString().replace("-", "").substring(0, 26)
            + ItemEncoder.of(export.order().format()).fileSuffix();
    String key =
        switch (export.order().content()) {
          case FullExport full -> destination.fullDataKey(export.id(), name);
          case IncrementalExport window -> destination.incrementalDataKey(name);
        };
    ObjectNode line = mapper.createObjectNode();
    line.put("itemCount", file.items());
    line.put("md5Checksum", file.md5Checksum());
    line.put("etag", store.upload(destination.bucket(), key, file.path()));
    line.put("dataFileS3Key", key);
    files.append(mapper.writeValueAsString(line)).append('\n');
  }

  /** Writes the manifests. */
  Export.Completed complete(Instant endTime, long items, long size) throws IOException {
    long bytes =
        switch (export.order().content()) {
          case FullExport full -> size;
          case IncrementalExport window -> Math.max(size, LEAST_BILLED);
        };
    byte[] list = files.toString().getBytes(StandardCharsets.UTF_8);
    put("manifest-files.json", list);
    put("manifest-files.checksum", checksum(list));
    byte[] summary = mapper.writeValueAsBytes(summary(endTime, items, bytes));
    put("manifest-summary.json", summary);
    put("manifest-summary.checksum", checksum(summary));
    return new Export.Completed(
        endTime, destination.key(export.id(), "manifest-summary.json"), items, bytes);
  }

  /** The fields and their order are those of AWS, which differ between the two types. */
  private ObjectNode summary(Instant endTime, long items, long bytes) {
    ExportOrder order = export.order();
    ObjectNode summary = mapper.createObjectNode();
    summary.put(
        "version",
        switch (order.content()) {
          case FullExport full -> "2020-06-30";
          case IncrementalExport window -> "2023-08-01";
        });
    summary.put("exportArn", export.arn());
    summary.put("startTime", MILLISECONDS.format(export.startTime()));
    summary.put("endTime", MILLISECONDS.format(endTime));
    summary.put("tableArn", order.table().arn());
    summary.put("tableId", order.table().id());
    switch (order.content()) {
      case FullExport full -> summary.put("exportTime", MILLISECONDS.format(full.time()));
      case IncrementalExport window -> {
        summary.put("exportFromTime", MILLISECONDS.format(window.from()));
        summary.put("exportToTime", MILLISECONDS.format(window.to()));
      }
    }
    summary.put("s3Bucket", destination.bucket());
    summary.set("s3Prefix", order.parameters().get("S3Prefix"));
    summary.put("s3SseAlgorithm", order.parameters().path("S3SseAlgorithm").asText("AES256"));
    summary.set("s3SseKmsKeyId", order.parameters().get("S3SseKmsKeyId"));
    summary.put("manifestFilesS3Key", destination.key(export.id(), "manifest-files.json"));
    summary.put("billedSizeBytes", bytes);
    summary.put("itemCount", items);
    summary.put("outputFormat", order.format().name());
    if (order.content() instanceof IncrementalExport window) {
      summary.put("outputView", window.view().name());
      summary.put("exportType", ExportAnswer.type(order));
    }
    return summary;
  }

  private void put(String fileName, byte[] content) throws IOException {
    store.put(destination.bucket(), destination.key(export.id(), fileName), content);
  }

  private static byte[] checksum(byte[] content) {
    return DataFiles.md5Checksum(content).getBytes(StandardCharsets.UTF_8);
  }
}
