package dev.tailrace.sink.postgres;

import dev.tailrace.sink.sql.Engine;
import dev.tailrace.sink.sql.Session;
import dev.tailrace.sink.sql.TableName;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Takes locks that readers must wait for. Who waits for such a lock makes all wait who come after,
 * for as long as one reader was there before; so it is asked for again and again, for a moment each
 * time, and between two tries whoever waits gets through.
 */
final class Moments {
  /** How long a try, and the pause behind it, may be. */
  private static final Duration LONGEST = Duration.ofMillis(500);

  private static final String NOT_IN_TIME = "55P03";
  private static final String SAVEPOINT = "tailrace_moment";

  private final Sessions sessions;

  /** On the database of {@code sessions}. All tries together take about its lock timeout. */
  Moments(Sessions sessions) {
    this.sessions = sessions;
  }

  @FunctionalInterface
  private interface Try {
    void once() throws SQLException;
  }

  /** Work of a transaction of its own, which is committed; {@code session} waits for it. */
  void apart(Session session, Engine.SessionWork work) throws SQLException {
    long patience = patienceMillis(session);
    untilInTime(
        session,
        patience,
        () -> {
          try (Session other = sessions.open()) {
            other.begin();
            limit(other, patience);
            work.run(other);
            other.commitOrUnknown(sessions.what());
          }
        });
  }

  /** Statements of the session's transaction, at the end of it. */
  void within(Session session, Engine.SessionWork work) throws SQLException {
    long patience = patienceMillis(session);
    untilInTime(
        session,
        patience,
        () -> {
          session.execute("SAVEPOINT " + SAVEPOINT);
          limit(session, patience);
          try {
            work.run(session);
          } catch (SQLException e) {
            session.execute("ROLLBACK TO SAVEPOINT " + SAVEPOINT);
            throw e;
          }
          session.execute("SET LOCAL lock_timeout = " + patience);
        });
  }

  /** Keeps everybody else from the table until the end of the session's transaction. */
  void lock(Session session, TableName table) throws SQLException {
    within(session, s -> s.execute("LOCK TABLE " + table.sql() + " IN ACCESS EXCLUSIVE MODE"));
  }

  private static long patienceMillis(Session session) throws SQLException {
    return session
        .queryOne(
            r -> r.getLong(1),
            "SELECT setting FROM pg_catalog.pg_settings WHERE name = 'lock_timeout'")
        .orElseThrow();
  }

  private static void untilInTime(Session session, long patience, Try work) throws SQLException {
    long tries = Math.max(1, patience / (2 * LONGEST.toMillis()));
    for (long left = tries; ; left--) {
      try {
        work.once();
        return;
      } catch (SQLException e) {
        if (left <= 1 || !Failures.state(e).equals(NOT_IN_TIME)) {
          throw e;
        }
      }
      session.query(r -> "", "SELECT pg_sleep(%d / 1000.0)".formatted(LONGEST.toMillis()));
    }
  }

  private static void limit(Session session, long patience) throws SQLException {
    session.execute("SET LOCAL lock_timeout = " + Math.min(LONGEST.toMillis(), patience));
  }
}
