package dev.tailrace.sink.duckdb;

import dev.tailrace.sink.Redacted;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.sql.SqlFailures;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells what a failure of DuckDB means for whoever asked, without a value of any row. */
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

  /** What they begin with when the engine is not to be trusted any more. */
  private static final List<String> FATAL = List.of("io error", "fatal error", "internal error");

  /** What they begin with when they name tables, columns and files and no values. */
  private static final List<String> OF_NAMES =
      List.of(
          "catalog error",
          "binder error",
          "io error",
          "permission error",
          "connection error",
          "dependency error",
          "out of memory error");

  private static final String INVALIDATED = "has been invalidated";
  private static final Pattern ORIGINAL =
      Pattern.compile("Original error: \"(.*)\"[^\"]*$", Pattern.DOTALL);
  private static final Pattern QUOTED = Pattern.compile("[\"'](.*[\"']|.*)", Pattern.DOTALL);
  private static final Pattern NUMBER = Pattern.compile("(?<![A-Za-z_0-9])-?[0-9][0-9.]*");
  private static final Pattern FULL =
      Pattern.compile("no space left|disk quota|not enough space", Pattern.CASE_INSENSITIVE);

  private Failures() {}

  /** A failure of any statement but COMMIT; the caller has rolled back. */
  static SinkException ofStatement(String what, SQLException cause) {
    SQLException told = withoutValues(cause);
    return isPassing(cause)
        ? new SinkException.Unavailable(
            "%s: DuckDB could not do it now, nothing was changed: %s"
                .formatted(what, told.getMessage()),
            told)
        : new SinkException.Rejected(
            "%s: DuckDB refused it, nothing was changed: %s".formatted(what, told.getMessage()),
            told);
  }

  private static boolean isPassing(SQLException cause) {
    String lower = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    return PASSING.stream().anyMatch(lower::startsWith) || lower.contains(INVALIDATED);
  }

  /** Whether the engine is to be closed, and the file opened again. */
  static boolean isFatal(SQLException cause) {
    String lower = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    return FATAL.stream().anyMatch(lower::startsWith)
        || lower.contains(INVALIDATED)
        || FULL.matcher(lower).find();
  }

  /**
   * A failure of a load. Nested values are JSON text that DuckDB checks, so what it finds malformed
   * was malformed in the file.
   */
  static RuntimeException ofLoad(String what, String fileKey, SQLException cause) {
    return String.valueOf(cause.getMessage()).contains("Malformed JSON")
        ? SqlFailures.ofItem(fileKey, withoutValues(cause))
        : ofStatement(what + ": data file " + fileKey, cause);
  }

  /** A failure to open the file. */
  static SinkException ofOpen(String file, SQLException cause) {
    SQLException told = withoutValues(cause);
    String message = String.valueOf(cause.getMessage());
    if (message.contains("Could not set lock on file") || message.contains("being used by")) {
      return new SinkException.Unavailable(
          "%s: another process has the file open, and DuckDB lets only one; stop it, and this one goes on (%s)"
              .formatted(file, told.getMessage()),
          told);
    }
    if (isPassing(cause) && !message.contains("not a valid DuckDB database file")) {
      return new SinkException.Unavailable(
          "%s: DuckDB can't open the file now; check the disk, the path and its permissions (%s)"
              .formatted(file, told.getMessage()),
          told);
    }
    return new SinkException.Rejected(
        "%s: DuckDB can't open the file; check the path, and that the file is one of DuckDB's (%s)"
            .formatted(file, told.getMessage()),
        told);
  }

  /** A failure to make the file or its folder, or to look for them. */
  static SinkException ofFolder(String file, IOException cause) {
    String reason = "%s: it or its folder can't be made or read (%s)".formatted(file, cause);
    return FULL.matcher(String.valueOf(cause.getMessage())).find()
        ? new SinkException.Unavailable(reason + room(), cause)
        : new SinkException.Rejected(reason + "; check the path and its permissions", cause);
  }

  private static String room() {
    return "; the disk is full: make room on it, and the work goes on by itself";
  }

  /** The failure with a message that has no value of any row. */
  static SQLException withoutValues(SQLException cause) {
    return SqlFailures.retold(cause, text(cause));
  }

  /** What happened, and what to do where there is no room. */
  static String text(SQLException cause) {
    String text = Redacted.message(text(String.valueOf(cause.getMessage())));
    return FULL.matcher(text).find() && !text.endsWith(room()) ? text + room() : text;
  }

  private static String text(String whole) {
    // What follows is an excerpt of the statement.
    int excerpt = whole.indexOf("\n\nLINE ");
    String message = excerpt < 0 ? whole : whole.substring(0, excerpt);
    Matcher original = ORIGINAL.matcher(message);
    if (original.find()) {
      return text(original.group(1)) + " (the engine gave up at it and is opened again)";
    }
    String lower = message.toLowerCase(Locale.ROOT);
    String safe =
        OF_NAMES.stream().anyMatch(lower::startsWith)
            ? message
            : NUMBER.matcher(QUOTED.matcher(message).replaceFirst("…")).replaceAll("…");
    return safe.lines().findFirst().orElse("") + reasonBehind(message, safe);
  }

  /** The operating system's reason, where it stands behind what was left out. */
  private static String reasonBehind(String message, String safe) {
    Matcher full = FULL.matcher(message);
    return full.find() && !FULL.matcher(safe).find() ? " (" + full.group() + ")" : "";
  }
}
