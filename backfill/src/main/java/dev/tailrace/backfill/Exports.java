package dev.tailrace.backfill;

/**
 * The calls about backups and exports. All block, may be made by several threads, and throw {@link
 * AwsException}.
 */
public interface Exports {
  /** Whether point-in-time recovery is on. */
  PitrStatus pitr(String table);

  /**
   * Asks for a full export of the table as it is now, by AWS's clock.
   *
   * @return the export's ARN; the same for the same client token within 8 hours
   */
  String request(ExportRequest request);

  /** How an export is doing. */
  ExportStatus describe(String exportArn);

  /**
   * What is asked for.
   *
   * @param prefix what keys begin with; empty for none
   */
  record ExportRequest(
      String tableArn, String clientToken, String bucket, String prefix, ExportFormat format) {}
}
