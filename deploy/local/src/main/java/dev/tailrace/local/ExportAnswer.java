package dev.tailrace.local;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tailrace.local.ExportOrder.FullExport;
import dev.tailrace.local.ExportOrder.IncrementalExport;
import java.util.List;

/** An export the way ExportTableToPointInTime, DescribeExport and ListExports tell of it. */
final class ExportAnswer {
  private static final List<String> TOLD_BACK =
      List.of("S3Bucket", "S3BucketOwner", "S3Prefix", "S3SseAlgorithm", "S3SseKmsKeyId");

  private ExportAnswer() {}

  static ObjectNode of(Export export) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ObjectNode told = answer.putObject("ExportDescription");
    ExportOrder order = export.order();
    told.put("ExportArn", export.arn());
    told.put("ExportStatus", export.state().status());
    told.put("StartTime", JsonCall.seconds(export.startTime()));
    told.put("TableArn", order.table().arn());
    told.put("TableId", order.table().id());
    told.put("ClientToken", export.clientToken());
    told.put("ExportFormat", order.format().name());
    TOLD_BACK.stream()
        .filter(order.parameters()::hasNonNull)
        .forEach(name -> told.set(name, order.parameters().get(name)));
    content(told, order);
    state(told, export.state());
    return answer;
  }

  private static void content(ObjectNode told, ExportOrder order) {
    told.put("ExportType", type(order));
    switch (order.content()) {
      case FullExport full -> told.put("ExportTime", JsonCall.seconds(full.time()));
      case IncrementalExport window -> {
        ObjectNode specification = told.putObject("IncrementalExportSpecification");
        specification.put("ExportFromTime", JsonCall.seconds(window.from()));
        specification.put("ExportToTime", JsonCall.seconds(window.to()));
        specification.put("ExportViewType", window.view().name());
      }
    }
  }

  private static void state(ObjectNode told, Export.State state) {
    switch (state) {
      case Export.InProgress running -> {}
      case Export.Completed done -> {
        told.put("EndTime", JsonCall.seconds(done.endTime()));
        told.put("ExportManifest", done.manifestKey());
        told.put("ItemCount", done.items());
        told.put("BilledSizeBytes", done.bytes());
      }
      case Export.Failed failed -> {
        told.put("EndTime", JsonCall.seconds(failed.endTime()));
        told.put("FailureCode", failed.failure().code());
        told.put("FailureMessage", failed.failure().message());
      }
    }
  }

  static ObjectNode summary(Export export) {
    ObjectNode summary = JsonNodeFactory.instance.objectNode();
    summary.put("ExportArn", export.arn());
    summary.put("ExportStatus", export.state().status());
    summary.put("ExportType", type(export.order()));
    return summary;
  }

  /** AWS's name for the type of an export. */
  static String type(ExportOrder order) {
    return switch (order.content()) {
      case FullExport full -> "FULL_EXPORT";
      case IncrementalExport window -> "INCREMENTAL_EXPORT";
    };
  }
}
