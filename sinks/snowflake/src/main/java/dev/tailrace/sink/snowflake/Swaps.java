package dev.tailrace.sink.snowflake;

import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * Finishes swaps. A commit that swaps stores that the shadow is the target now, in its transaction;
 * then the target's name is given to it by DDL, and then it is stored that this is done. Whoever
 * reads the state in between does the rest first, so nobody merges into the old table.
 *
 * <p>A table that is there is replaced by a clone of the shadow, in one step that can be repeated,
 * and the shadow is dropped: a shadow that is gone means that the step was done. Where there is
 * none, the shadow is renamed, which can't replace a table of somebody else's. All this while the
 * state is locked by a transaction; DDL would commit that, so it runs in another session.
 */
final class Swaps {
  private final Sessions sessions;
  private final TableId table;

  Swaps(Sessions sessions, TableId table) {
    this.sessions = sessions;
    this.table = table;
  }

  /** The state, with all swaps finished; empty when nothing was ever stored. */
  Optional<Snapshot> settled(Session session) throws SQLException {
    State state = new State(session, table);
    Optional<Snapshot> snapshot = state.read();
    if (snapshot.filter(s -> !s.unsettled().isEmpty()).isEmpty()) {
      return snapshot;
    }
    try {
      for (Entry entry : state.lock().unsettled()) {
        finish(entry);
        state.put(entry.settled());
      }
      state.commit(sessions.what(table));
    } finally {
      session.rollBack();
    }
    return state.read();
  }

  private void finish(Entry entry) throws SQLException {
    try (Connection connection = sessions.connect();
        Statement statement = connection.createStatement()) {
      if (entry.swap() == Entry.Swap.RENAME) {
        rename(entry, statement);
      } else {
        replace(entry, statement);
      }
    }
  }

  private static void replace(Entry entry, Statement statement) throws SQLException {
    try {
      statement.execute(
          "CREATE OR REPLACE TABLE %s CLONE %s COPY GRANTS"
              .formatted(entry.target().sql(), entry.table().sql()));
    } catch (SQLException e) {
      if (isThere(entry.table(), statement)) {
        throw e;
      }
      return;
    }
    statement.execute("DROP TABLE IF EXISTS " + entry.table().sql());
  }

  private void rename(Entry entry, Statement statement) throws SQLException {
    try {
      statement.execute(
          "ALTER TABLE %s RENAME TO %s".formatted(entry.table().sql(), entry.target().sql()));
    } catch (SQLException e) {
      if (isThere(entry.target(), statement) && isThere(entry.table(), statement)) {
        throw new SinkException.Rejected(
            "%s: the warehouse has a table %s that Tailrace did not make, and will not replace it; rename or drop it"
                .formatted(table, entry.target()),
            e);
      }
      if (isThere(entry.table(), statement)) {
        throw e;
      }
    }
  }

  private static boolean isThere(TableName name, Statement statement) throws SQLException {
    try {
      statement.execute("DESCRIBE TABLE " + name.sql());
      return true;
    } catch (SQLException e) {
      if (Failures.isMissing(e)) {
        return false;
      }
      throw e;
    }
  }
}
