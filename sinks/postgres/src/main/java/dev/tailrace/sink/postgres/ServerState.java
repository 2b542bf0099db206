package dev.tailrace.sink.postgres;

import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.sql.Session;
import dev.tailrace.sink.sql.StateSchema;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Looks whether a server is one that the sink works with, and prepares it. */
final class ServerState {
  private static final int OLDEST_SERVER = 150_000;

  private ServerState() {}

  /**
   * Looks at the server that a new connection has reached.
   *
   * @param what the database, for people
   * @throws SinkException.Rejected when the server is too old, or doesn't store UTF-8
   * @throws SQLException as of a server that is read only, when it is a standby: what it holds may
   *     be older than what was committed
   */
  static void check(Connection connection, String what) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT current_setting('server_version_num')::integer,"
                    + " current_setting('server_encoding'), pg_is_in_recovery()")) {
      row.next();
      if (row.getInt(1) < OLDEST_SERVER) {
        throw new SinkException.Rejected(
            "%s: the server is Postgres %d, and Tailrace needs 15 or newer; upgrade it"
                .formatted(what, row.getInt(1) / 10_000));
      }
      if (!row.getString(2).equals("UTF8")) {
        throw new SinkException.Rejected(
            "%s: the database's encoding is %s, and Tailrace needs UTF8; make a database with ENCODING 'UTF8'"
                .formatted(what, row.getString(2)));
      }
      if (row.getBoolean(3)) {
        throw new SQLException(
            "the server is a standby, or recovers still; if it stays one, give the URL of the primary, or several hosts and targetServerType=primary",
            Failures.READ_ONLY);
      }
    }
  }

  /**
   * Makes the tables of state where they are missing, in the session's transaction. Of several
   * workers that are at it one makes them, and the others wait for it; a worker that finds them
   * needs no right to make any.
   *
   * @throws SinkException.Rejected when the tables are of another Tailrace
   */
  static void make(Session session, PostgresEngine engine, String what) throws SQLException {
    if (!StateSchema.isThere(session, engine.dialect(), what)) {
      PostgresEngine.lockSchemas(session);
      if (!StateSchema.isThere(session, engine.dialect(), what)) {
        StateSchema.create(session, engine);
      }
    }
  }
}
