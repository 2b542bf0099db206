package dev.tailrace.sink.postgres;

import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.sql.Session;
import dev.tailrace.sink.sql.StateSchema;
import java.sql.SQLException;

/** Looks whether a server is one that the sink works with, and prepares it. */
final class ServerState {
  private static final int OLDEST_SERVER = 150_000;

  private ServerState() {}

  /**
   * Makes the tables of state where they are missing. Of several workers that start at once one
   * does, and the others wait for it; a worker that finds them needs no right to make any.
   *
   * @throws SinkException.Rejected when the server is too old, doesn't store UTF-8, or has tables
   *     of another Tailrace
   */
  static void prepare(Sessions sessions, PostgresDialect dialect) throws SQLException {
    try (Session session = sessions.open()) {
      session.begin();
      checkServer(session, sessions.what());
      if (!StateSchema.isThere(session, dialect, sessions.what())) {
        PostgresEngine.lockSchemas(session);
        if (!StateSchema.isThere(session, dialect, sessions.what())) {
          StateSchema.create(session, dialect);
          session.commitOrUnknown(sessions.what());
        }
      }
    }
  }

  private static void checkServer(Session session, String what) throws SQLException {
    int release =
        session
            .queryOne(r -> r.getInt(1), "SELECT current_setting('server_version_num')::integer")
            .orElseThrow();
    if (release < OLDEST_SERVER) {
      throw new SinkException.Rejected(
          "%s: the server is Postgres %d, and Tailrace needs 15 or newer; upgrade it"
              .formatted(what, release / 10_000));
    }
    String encoding = session.queryOne(r -> r.getString(1), "SHOW server_encoding").orElseThrow();
    if (!encoding.equals("UTF8")) {
      throw new SinkException.Rejected(
          "%s: the database's encoding is %s, and Tailrace needs UTF8; make a database with ENCODING 'UTF8'"
              .formatted(what, encoding));
    }
  }
}
