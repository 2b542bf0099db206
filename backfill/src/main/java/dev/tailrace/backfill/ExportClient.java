package dev.tailrace.backfill;

import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ExportDescription;
import software.amazon.awssdk.services.dynamodb.model.ExportTableToPointInTimeRequest;
import software.amazon.awssdk.services.dynamodb.model.PointInTimeRecoveryDescription;
import software.amazon.awssdk.services.dynamodb.model.PointInTimeRecoveryStatus;

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
        AwsErrors.sorted(
            "table " + table,
            () ->
                client
                    .describeContinuousBackups(r -> r.tableName(table))
                    .continuousBackupsDescription()
                    .pointInTimeRecoveryDescription());
    boolean enabled =
        pitr != null && pitr.pointInTimeRecoveryStatus() == PointInTimeRecoveryStatus.ENABLED;
    return new PitrStatus(
        enabled,
        enabled ? Optional.ofNullable(pitr.earliestRestorableDateTime()) : Optional.empty());
  }

  @Override
  public String request(ExportRequest request) {
    ExportTableToPointInTimeRequest.Builder call =
        ExportTableToPointInTimeRequest.builder()
            .tableArn(request.tableArn())
            .clientToken(request.clientToken())
            .s3Bucket(request.bucket())
            .exportFormat(request.format().name());
    if (!request.prefix().isEmpty()) {
      // AWS puts the slash behind the prefix itself.
      call.s3Prefix(request.prefix().replaceFirst("/+$", ""));
    }
    return AwsErrors.sorted(
        "export of " + request.tableArn(),
        () -> client.exportTableToPointInTime(call.build()).exportDescription().exportArn());
  }

  @Override
  public ExportStatus describe(String exportArn) {
    ExportDescription export =
        AwsErrors.sorted(
            "export " + exportArn,
            () -> client.describeExport(r -> r.exportArn(exportArn)).exportDescription());
    return switch (export.exportStatus()) {
      case COMPLETED ->
          new ExportStatus.Completed(
              ExportLocation.ofManifest(export.s3Bucket(), export.exportManifest()),
              export.exportTime());
      case FAILED ->
          new ExportStatus.Failed(
              String.valueOf(export.failureCode()), String.valueOf(export.failureMessage()));
      case IN_PROGRESS, UNKNOWN_TO_SDK_VERSION -> new ExportStatus.InProgress();
    };
  }
}
