package dev.tailrace.local;

/**
 * An error that the control plane answers with, under AWS's own name for it.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExportTableToPointInTime.html">
 *     the errors of ExportTableToPointInTime</a>
 */
final class AwsError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;

  private AwsError(String code, String message) {
    this(400, code, message);
  }

  private AwsError(int status, String code, String message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  /** The HTTP status. */
  int status() {
    return status;
  }

  /** The shape's name, such as TableNotFoundException. */
  String code() {
    return code;
  }

  String text() {
    return String.valueOf(getMessage());
  }

  static AwsError validation(String message) {
    return new AwsError("ValidationException", message);
  }

  static AwsError tableNotFound(String table) {
    return new AwsError("TableNotFoundException", "Table not found: " + table);
  }

  static AwsError pointInTimeRecoveryUnavailable(String table) {
    return new AwsError(
        "PointInTimeRecoveryUnavailableException",
        "Point in time recovery is not enabled for table '" + table + "'");
  }

  static AwsError exportNotFound(String arn) {
    return new AwsError("ExportNotFoundException", "Export not found: " + arn);
  }

  static AwsError invalidExportTime(String message) {
    return new AwsError("InvalidExportTimeException", message);
  }

  static AwsError exportConflict(String token) {
    return new AwsError(
        "ExportConflictException",
        "An export with client token " + token + " was asked for with other parameters");
  }

  static AwsError tooManyExports(int limit) {
    return new AwsError(
        "LimitExceededException", "There are already " + limit + " exports in progress");
  }

  static AwsError serialization(String message) {
    return new AwsError("SerializationException", message);
  }

  /** Something that the caller may try again. */
  static AwsError internal(String message) {
    return new AwsError(500, "InternalServerError", message);
  }
}
