package dev.tailrace.backfill;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ExportDescription;
import software.amazon.awssdk.services.dynamodb.model.ExportTableToPointInTimeRequest;
import software.amazon.awssdk.services.dynamodb.model.ExportType;
import software.amazon.awssdk.services.dynamodb.model.IncrementalExportSpecification;
import software.amazon.awssdk.services.dynamodb.model.PointInTimeRecoveryDescription;
import software.amazon.awssdk.services.dynamodb.model.PointInTimeRecoveryStatus;
import software.amazon.awssdk.services.dynamodb.model.S3SseAlgorithm;

/** The calls about backups and exports through the AWS SDK. */
public final class ExportClient implements Exports {
  private final DynamoDbClient client;

  /** The client stays the caller's. */
  public ExportClient(DynamoDbClient client) {
    this.client = client;
  }

  @Override
  public PitrStatus pitr(String table) {
    PointInTimeRecoveryDescription pitr =
        AwsErrors.dynamoDb(
            "table " + table,
            table,
            () ->
                client
                    .describeContinuousBackups(r -> r.tableName(table))
                    .continuousBackupsDescription()
                    .pointInTimeRecoveryDescription());
    if (pitr == null || pitr.pointInTimeRecoveryStatus() != PointInTimeRecoveryStatus.ENABLED) {
      return new PitrStatus(false, Optional.empty(), Optional.empty());
    }
    return new PitrStatus(
        true,
        Optional.ofNullable(pitr.earliestRestorableDateTime()),
        Optional.ofNullable(pitr.latestRestorableDateTime()));
  }

  @Override
  public String request(ExportRequest request) {
    String table = tableIn(request.tableArn());
    String thing = "table " + table;
    ExportTableToPointInTimeRequest call = call(request);
    try {
      return AwsErrors.dynamoDb(
          thing,
          table,
          () -> client.exportTableToPointInTime(call).exportDescription().exportArn());
    } catch (AwsException.Permanent refusal) {
      if (request.scope().isEmpty() || !AwsErrors.isOfInvalidTime(refusal)) {
        throw refusal;
      }
      throw why(table, new RefusedTime(thing, request.scope().get(), refusal));
    }
  }

  private AwsException why(String table, RefusedTime refused) {
    try {
      PitrStatus pitr = pitr(table);
      return pitr.enabled()
          ? refused.within(pitr)
          : AwsErrors.pitrOff(refused.thing(), table, refused.refusal());
    } catch (AwsException e) {
      e.addSuppressed(refused.refusal());
      return e;
    }
  }

  private static ExportTableToPointInTimeRequest call(ExportRequest request) {
    Destination destination = request.destination();
    ExportTableToPointInTimeRequest.Builder call =
        ExportTableToPointInTimeRequest.builder()
            .tableArn(request.tableArn())
            .clientToken(request.clientToken())
            .s3Bucket(destination.bucket())
            .exportFormat(request.format().name());
    if (!destination.prefix().isEmpty()) {
      // AWS puts the slash behind the prefix itself.
      call.s3Prefix(destination.prefix().replaceFirst("/+$", ""));
    }
    destination.bucketOwner().ifPresent(call::s3BucketOwner);
    destination
        .kmsKey()
        .ifPresent(key -> call.s3SseAlgorithm(S3SseAlgorithm.KMS).s3SseKmsKeyId(key));
    request.scope().ifPresent(scope -> scope(call, scope));
    return call.build();
  }

  private static void scope(ExportTableToPointInTimeRequest.Builder call, ExportScope scope) {
    switch (scope) {
      case ExportScope.Full full -> call.exportTime(full.time());
      case ExportScope.Incremental window ->
          call.exportType(ExportType.INCREMENTAL_EXPORT)
              .incrementalExportSpecification(
                  i ->
                      i.exportFromTime(window.from())
                          .exportToTime(window.to())
                          .exportViewType(window.view().name()));
    }
  }

  @Override
  public ExportStatus describe(String exportArn) {
    String thing = "export " + exportArn;
    ExportDescription export =
        AwsErrors.dynamoDb(
            thing,
            tableIn(exportArn),
            () -> client.describeExport(r -> r.exportArn(exportArn)).exportDescription());
    return switch (String.valueOf(export.exportStatusAsString())) {
      case "COMPLETED" -> completed(thing, export);
      case "FAILED" ->
          new ExportStatus.Failed(
              String.valueOf(export.failureCode()), String.valueOf(export.failureMessage()));
      case "IN_PROGRESS" -> new ExportStatus.InProgress();
      default ->
          throw unexpected(thing, "is in the unknown state " + export.exportStatusAsString());
    };
  }

  private static ExportStatus.Completed completed(String thing, ExportDescription export) {
    String bucket = export.s3Bucket();
    String manifest = export.exportManifest();
    Instant time = time(export);
    if (bucket == null || manifest == null || time == null) {
      throw unexpected(thing, "is completed, but without a bucket, a manifest or a time");
    }
    return new ExportStatus.Completed(
        ExportLocation.ofManifest(bucket, manifest),
        time,
        Optional.ofNullable(export.itemCount()).orElse(0L),
        Optional.ofNullable(export.billedSizeBytes()).orElse(0L));
  }

  private static @Nullable Instant time(ExportDescription export) {
    IncrementalExportSpecification window = export.incrementalExportSpecification();
    if (export.exportType() == ExportType.INCREMENTAL_EXPORT) {
      return window == null ? null : window.exportToTime();
    }
    return export.exportTime();
  }

  private static AwsException unexpected(String thing, String how) {
    return new AwsException.Permanent(thing + ": " + how, new IllegalStateException(how));
  }

  /** The table's name in its ARN or that of one of its exports. */
  private static String tableIn(String arn) {
    return arn.replaceFirst("^.*:table/", "").replaceFirst("/.*$", "");
  }
}
