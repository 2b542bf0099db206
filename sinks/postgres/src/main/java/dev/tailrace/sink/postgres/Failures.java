package dev.tailrace.sink.postgres;

import dev.tailrace.sink.Redacted;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.sql.SqlFailures;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Tells what a failure of Postgres means for whoever asked, by its SQLSTATE, without a value of any
 * row.
 *
 * @see <a href="https://www.postgresql.org/docs/15/errcodes-appendix.html">the codes</a>
 */
final class Failures {
  /**
   * Classes of which a later try may succeed: connection, rollback, resources, operator, system.
   */
  private static final Set<String> PASSING_CLASSES = Set.of("08", "40", "53", "57", "58", "XX");

  /** Read only: a standby, or a server being switched over. */
  static final String READ_ONLY = "25006";

  /** Single codes of other classes that are like them. */
  private static final Set<String> PASSING =
      Set.of(
          READ_ONLY, "25P03", // idle in transaction for too long
          "25P04", // transaction took too long
          "55000", // a server that recovers, or an object that is not ready yet
          "55006", // in use
          "55P03"); // lock not available in time

  /** Classes after which the connection, and the others to the same server, are not used again. */
  private static final Set<String> OF_CONNECTIONS = Set.of("08", "57", "58", "XX");

  /** Classes whose messages repeat what a statement was given: data, and constraints on it. */
  private static final Set<String> OF_DATA = Set.of("22", "23");

  /** Messages of triggers and functions, which may say anything. */
  private static final String OF_PROCEDURES = "P0";

  private static final String DATA_CLASS = "22";
  private static final String DEPENDENTS = "2BP01";
  private static final String PRIVILEGE = "42501";
  private static final String NO_DATABASE = "3D000";
  private static final String LOGIN_CLASS = "28";

  private static final Pattern QUOTED = Pattern.compile("[\"'](.*[\"']|.*)", Pattern.DOTALL);
  private static final Pattern PLACE =
      Pattern.compile("^COPY [^,:\"]+, line \\d+(, column [^:\"]+)?");

  private Failures() {}

  /** A failure of any statement but COMMIT; the caller has rolled back. */
  static SinkException ofStatement(String what, SQLException cause) {
    SQLException told = withoutValues(cause);
    if (isPassing(cause)) {
      return new SinkException.Unavailable(
          "%s: Postgres could not do it now, nothing was changed: %s"
              .formatted(what, told.getMessage()),
          told);
    }
    if (state(cause).startsWith(LOGIN_CLASS)) {
      return new SinkException.Rejected(
          "%s: Postgres refuses the login; check user, password and pg_hba.conf (%s)"
              .formatted(what, told.getMessage()),
          told);
    }
    if (state(cause).equals(NO_DATABASE)) {
      return new SinkException.Rejected(
          "%s: there is no such database; make it with CREATE DATABASE (%s)"
              .formatted(what, told.getMessage()),
          told);
    }
    return new SinkException.Rejected(
        "%s: Postgres refused it, nothing was changed: %s; %s"
            .formatted(what, told.getMessage(), mend(cause)),
        told);
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
        ? SqlFailures.ofItem(fileKey, withoutValues(cause))
        : ofStatement(what + ": data file " + fileKey, cause);
  }

  private static boolean isPassing(SQLException cause) {
    String state = state(cause);
    return state.length() < 2
        || PASSING_CLASSES.contains(state.substring(0, 2))
        || PASSING.contains(state);
  }

  /** Whether connections to this server are of no more use. */
  static boolean isOfConnections(SQLException cause) {
    String state = state(cause);
    return state.length() < 2
        || OF_CONNECTIONS.contains(state.substring(0, 2))
        || state.equals(READ_ONLY);
  }

  static String state(SQLException cause) {
    String state = cause.getSQLState();
    return state == null ? "" : state;
  }

  /** The failure with a message that has no value of any row. */
  static SQLException withoutValues(SQLException cause) {
    return SqlFailures.retold(cause, Redacted.message(text(cause)));
  }

  private static String text(SQLException cause) {
    Optional<ServerErrorMessage> server =
        cause instanceof PSQLException p
            ? Optional.ofNullable(p.getServerErrorMessage())
            : Optional.empty();
    String text = server.map(Failures::text).orElseGet(() -> oneLine(cause.getMessage()));
    String behind =
        cause.getCause() == null ? "" : " (" + oneLine(cause.getCause().getMessage()) + ")";
    return text + (server.isEmpty() && !text.contains(behind) ? behind : "");
  }

  private static String text(ServerErrorMessage error) {
    String state = String.valueOf(error.getSQLState());
    String kind = state.length() < 2 ? state : state.substring(0, 2);
    List<String> parts = new ArrayList<>();
    boolean ofData = OF_DATA.contains(kind);
    String primary = oneLine(error.getMessage());
    if (kind.equals(OF_PROCEDURES)) {
      primary = "a trigger or a function raised an error, see the server's log";
    }
    parts.add("%s: %s".formatted(error.getSeverity(), ofData ? withoutQuoted(primary) : primary));
    if (!ofData && !kind.equals(OF_PROCEDURES)) {
      add(parts, "", error.getDetail());
      add(parts, "", error.getHint());
    }
    add(parts, "table ", error.getTable());
    add(parts, "column ", error.getColumn());
    add(parts, "constraint ", error.getConstraint());
    Matcher place = PLACE.matcher(oneLine(error.getWhere()));
    if (place.find()) {
      parts.add(place.group());
    }
    return String.join("; ", parts) + " [" + state + "]";
  }

  private static String withoutQuoted(String message) {
    return QUOTED.matcher(message).replaceFirst("…");
  }

  private static void add(List<String> parts, String name, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      parts.add(name + oneLine(value));
    }
  }

  private static String oneLine(@Nullable String text) {
    return String.valueOf(text).replaceAll("\\s*\n\\s*", "; ");
  }
}
