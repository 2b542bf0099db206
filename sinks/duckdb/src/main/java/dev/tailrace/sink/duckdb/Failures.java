package dev.tailrace.sink.duckdb;

import dev.tailrace.sink.Redacted;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.sql.SqlFailures;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

/** Tells what a failure of DuckDB means for whoever asked. */
final class Failures {
  /** What DuckDB's messages begin with when the same statement may succeed another time. */
  private static final List<String> PASSING =
      List.of(
          "io error",
          "out of memory error",
          "transactioncontext error",
          "transaction error",
          "interrupt error",
          "connection error",
          "fatal error",
          "internal error");

  private Failures() {}

  /** A failure of any statement but COMMIT; the caller has rolled back. */
  static SinkException ofStatement(String what, SQLException cause) {
    String message = text(cause);
    String lower = message.toLowerCase(Locale.ROOT);
    if (PASSING.stream().anyMatch(lower::startsWith) || lower.contains("has been invalidated")) {
      return new SinkException.Unavailable(
          "%s: DuckDB could not do it now, nothing was changed: %s".formatted(what, message),
          cause);
    }
    return new SinkException.Rejected(
        "%s: DuckDB refused it, nothing was changed: %s".formatted(what, message), cause);
  }

  /**
   * A failure of a load. Nested values are JSON text that DuckDB checks, so what it finds malformed
   * was malformed in the file.
   */
  static RuntimeException ofLoad(String what, String fileKey, SQLException cause) {
    return text(cause).contains("Malformed JSON")
        ? SqlFailures.ofItem(fileKey, cause)
        : ofStatement(what + ": data file " + fileKey, cause);
  }

  /** A failure to open the file. */
  static SinkException ofOpen(String file, SQLException cause) {
    String message = text(cause);
    if (message.contains("Could not set lock on file") || message.contains("being used by")) {
      return new SinkException.Unavailable(
          "%s: another process has the file open, and DuckDB lets only one; stop it, then start again (%s)"
              .formatted(file, message),
          cause);
    }
    return new SinkException.Rejected(
        "%s: DuckDB can't open the file; check the path and its permissions (%s)"
            .formatted(file, message),
        cause);
  }

  private static String text(SQLException cause) {
    return Redacted.message(String.valueOf(cause.getMessage()));
  }
}
