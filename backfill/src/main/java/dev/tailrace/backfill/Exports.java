package dev.tailrace.backfill;

import java.util.Optional;

/**
 * The calls about backups and exports. All block, may be made by several threads, and throw {@link
 * AwsException}.
 */
public interface Exports {
  /** Whether point-in-time recovery is on. */
  PitrStatus pitr(String table);

  /**
   * Asks for an export.
   *
   * @return the export's ARN; the same for the same client token within 8 hours
   * @throws AwsException.PitrOff when point-in-time recovery is off; its message has the command
   *     that turns it on
   * @throws AwsException.OutOfReach when the scope begins before the earliest restorable time
   * @throws AwsException.Transient also when the scope ends after the latest restorable time: the
   *     same request is accepted some minutes later
   */
  String request(ExportRequest request);

  /** How an export is doing. */
  ExportStatus describe(String exportArn);

  /**
   * What is asked for.
   *
   * @param clientToken makes a repeated request the same one
   * @param scope empty for all items as they are now, by AWS's clock
   */
  record ExportRequest(
      String tableArn,
      String clientToken,
      ExportFormat format,
      Destination destination,
      Optional<ExportScope> scope) {
    /** All items as they are now, into a bucket of one's own. */
    public ExportRequest(
        String tableArn, String clientToken, String bucket, String prefix, ExportFormat format) {
      this(
          tableArn,
          clientToken,
          format,
          new Destination(bucket, prefix, Optional.empty(), Optional.empty()),
          Optional.empty());
    }
  }

  /**
   * Where an export is written.
   *
   * @param prefix what keys begin with; empty for none
   * @param bucketOwner the account that the bucket has to belong to; AWS writes into no other's
   * @param kmsKey the id of the KMS key to encrypt with; S3's own key otherwise
   */
  record Destination(
      String bucket, String prefix, Optional<String> bucketOwner, Optional<String> kmsKey) {}
}
