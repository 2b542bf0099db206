package dev.tailrace.sink.postgres;

import dev.tailrace.sink.Redacted;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.sql.SqlFailures;
import java.sql.SQLException;
import java.util.Set;

/**
 * Tells what a failure of Postgres means for whoever asked, by its SQLSTATE.
 *
 * @see <a href="https://www.postgresql.org/docs/15/errcodes-appendix.html">the codes</a>
 */
final class Failures {
  /**
   * Classes of which a later try may succeed: connection, rollback, resources, operator, system.
   */
  private static final Set<String> PASSING_CLASSES = Set.of("08", "40", "53", "57", "58", "XX");

  /** Single codes of other classes that are like them. */
  private static final Set<String> PASSING =
      Set.of(
          "25006", // read only: a standby, or a server being switched over
          "25P03", // idle in transaction for too long
          "25P04", // transaction took too long
          "55006", // in use
          "55P03"); // lock not available in time

  private static final String DATA_CLASS = "22";
  private static final String DEPENDENTS = "2BP01";
  private static final String PRIVILEGE = "42501";
  private static final String NO_DATABASE = "3D000";
  private static final String LOGIN_CLASS = "28";

  private Failures() {}

  /** A failure of any statement but COMMIT; the caller has rolled back. */
  static SinkException ofStatement(String what, SQLException cause) {
    if (isPassing(cause)) {
      return new SinkException.Unavailable(
          "%s: Postgres could not do it now, nothing was changed: %s".formatted(what, text(cause)),
          cause);
    }
    return new SinkException.Rejected(
        "%s: Postgres refused it, nothing was changed: %s; %s"
            .formatted(what, text(cause), mend(cause)),
        cause);
  }

  private static String mend(SQLException cause) {
    return switch (state(cause)) {
      case DEPENDENTS ->
          "the table is replaced by another, so whatever depends on it: drop it, and make it again after the swap";
      case PRIVILEGE ->
          "grant the privilege to Tailrace's role: it makes schemas and tables and owns them";
      default -> "see the message and the server's log";
    };
  }

  /** A failure of a load: what the server can't read as text, number or JSON was so in the file. */
  static RuntimeException ofLoad(String what, String fileKey, SQLException cause) {
    return state(cause).startsWith(DATA_CLASS)
        ? SqlFailures.ofItem(fileKey, cause)
        : ofStatement(what + ": data file " + fileKey, cause);
  }

  /** A failure to connect. */
  static SinkException ofOpen(String what, SQLException cause) {
    String state = state(cause);
    if (state.startsWith(LOGIN_CLASS)) {
      return new SinkException.Rejected(
          "%s: Postgres refuses the login; check user, password and pg_hba.conf (%s)"
              .formatted(what, text(cause)),
          cause);
    }
    if (state.equals(NO_DATABASE)) {
      return new SinkException.Rejected(
          "%s: there is no such database; make it with CREATE DATABASE (%s)"
              .formatted(what, text(cause)),
          cause);
    }
    return ofStatement(what, cause);
  }

  private static boolean isPassing(SQLException cause) {
    String state = state(cause);
    return state.length() < 2
        || PASSING_CLASSES.contains(state.substring(0, 2))
        || PASSING.contains(state);
  }

  static String state(SQLException cause) {
    String state = cause.getSQLState();
    return state == null ? "" : state;
  }

  private static String text(SQLException cause) {
    return Redacted.message(String.valueOf(cause.getMessage())).replaceAll("\\s*\n\\s*", "; ");
  }
}
