package dev.tailrace.sink.snowflake;

import dev.tailrace.item.MalformedItemException;
import dev.tailrace.sink.DataFileException;
import dev.tailrace.sink.Redacted;
import dev.tailrace.sink.SinkException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Tells what a failure of Snowflake or its driver means for whoever asked, by the code.
 *
 * @see <a
 *     href="https://docs.snowflake.com/en/developer-guide/jdbc/jdbc-using#handling-errors">errors
 *     of the driver</a>
 */
final class Failures {
  /** Object does not exist or not authorized. */
  private static final int MISSING = 2003;

  private static final int MISSING_SCHEMA = 2043;
  private static final int NO_WAREHOUSE = 606;

  /** The server's codes of which a later try may succeed. */
  private static final Set<Integer> PASSING =
      Set.of(
          604, // cancelled
          NO_WAREHOUSE, // no active warehouse: it is being resumed or dropped
          610, // not executed: the session went away
          625, // lock wait timed out
          630, // statement timed out
          639,
          1205, // lock conflict
          390104,
          390110,
          390111,
          390112,
          390114,
          390115,
          390195,
          390318, // session or token gone
          390144); // the key's token is not valid yet, or no longer

  /** The server's codes for what is wrong with data begin here. */
  private static final int DATA = 100_000;

  /** The driver's own codes begin here; they are about the network, files and its state. */
  private static final int DRIVER = 200_000;

  private static final int SERVER_AUTHENTICATION = 390_000;

  /** Whose messages name objects and the account, and nothing that was in a row. */
  private static final Set<Integer> OF_NAMES =
      Set.of(
          MISSING,
          MISSING_SCHEMA,
          3001, // insufficient privileges
          90105, // no current database or schema
          91003,
          91016); // a stage's files

  private static final Pattern QUOTED = Pattern.compile("[\"'](.*[\"']|.*)", Pattern.DOTALL);
  private static final Pattern ROW = Pattern.compile("Row Values:.*", Pattern.DOTALL);
  private static final Pattern NUMBER = Pattern.compile("(?<![A-Za-z_0-9])-?[0-9][0-9.]*");

  private Failures() {}

  /** Whether a statement named something that is not there. */
  static boolean isMissing(SQLException cause) {
    return cause.getErrorCode() == MISSING
        || cause.getErrorCode() == MISSING_SCHEMA
        || "42S02".equals(cause.getSQLState());
  }

  /** A failure of any statement but COMMIT; the caller has rolled back. */
  static SinkException ofStatement(String what, SQLException failure) {
    SQLException cause = withoutValues(failure);
    if (isPassing(cause)) {
      return new SinkException.Unavailable(
          "%s: Snowflake could not do it now, nothing was changed: %s%s"
              .formatted(
                  what,
                  cause.getMessage(),
                  cause.getErrorCode() == NO_WAREHOUSE
                      ? "; name a warehouse that the role may use as ?warehouse=W"
                      : ""),
          cause);
    }
    if (isLogin(cause)) {
      return new SinkException.Rejected(
          "%s: Snowflake refuses the login; check user, role and the credentials in SNOWFLAKE_PRIVATE_KEY_FILE, SNOWFLAKE_PASSWORD or SNOWFLAKE_TOKEN (%s)"
              .formatted(what, cause.getMessage()),
          cause);
    }
    return new SinkException.Rejected(
        "%s: Snowflake refused it, nothing was changed: %s; see the query history for the query tag tailrace"
            .formatted(what, cause.getMessage()),
        cause);
  }

  private static boolean isLogin(SQLException cause) {
    int code = cause.getErrorCode();
    return (code >= SERVER_AUTHENTICATION && code < SERVER_AUTHENTICATION + 1000)
        || "28000".equals(cause.getSQLState());
  }

  private static boolean isPassing(SQLException cause) {
    int code = cause.getErrorCode();
    if (isLogin(cause)) {
      return PASSING.contains(code);
    }
    return code <= 0 || code >= DRIVER || PASSING.contains(code);
  }

  /** Whether a statement failed at the data that it was given. */
  static boolean isOfData(SQLException cause) {
    return cause.getErrorCode() >= DATA && cause.getErrorCode() < DRIVER;
  }

  /** A failure to write rows to this machine's disk. */
  static SinkException ofFile(String what, UncheckedIOException cause) {
    return new SinkException.Unavailable(
        "%s: nothing was changed: %s; rows pass through %s, make room there or point java.io.tmpdir elsewhere"
            .formatted(what, cause.getMessage(), System.getProperty("java.io.tmpdir")),
        cause);
  }

  /** A change that can't be read. */
  static SinkException ofChange(String what, MalformedItemException cause) {
    return new SinkException.Rejected(
        "%s: a change is malformed, nothing was changed: %s".formatted(what, cause.getMessage()),
        cause);
  }

  /** An item of a data file that can't be read. */
  static DataFileException ofItem(String fileKey, MalformedItemException cause) {
    return new DataFileException(
        "data file %s: %s; the file is not what the export wrote, fetch it again or export again"
            .formatted(fileKey, cause.getMessage()),
        cause);
  }

  /** A failure of COMMIT. Even an answer in the negative may follow upon a commit that happened. */
  static SinkException ofCommit(String what, SQLException failure) {
    SQLException cause = withoutValues(failure);
    return new SinkException.OutcomeUnknown(
        "%s: the COMMIT failed, so it may be done or not: %s".formatted(what, cause.getMessage()),
        cause);
  }

  /** The failure with a message that has no value of any row, and without causes. */
  static SQLException withoutValues(SQLException failure) {
    SQLException told =
        new SQLException(text(failure), failure.getSQLState(), failure.getErrorCode());
    told.setStackTrace(failure.getStackTrace());
    return told;
  }

  static String text(SQLException cause) {
    String message = String.valueOf(cause.getMessage());
    int code = cause.getErrorCode();
    String safe =
        code >= DRIVER || code <= 0 || OF_NAMES.contains(code)
            ? message
            : NUMBER
                .matcher(QUOTED.matcher(ROW.matcher(message).replaceFirst("")).replaceFirst("…"))
                .replaceAll("…");
    String said = Redacted.message(safe).replaceAll("\\s*\n\\s*", "; ");
    return code > 0 ? "%s [%d]".formatted(said, code) : said;
  }
}
