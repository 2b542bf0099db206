package dev.tailrace.sink.snowflake;

import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.TableId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Finishes swaps. A commit that swaps stores that the shadow is the target now, in its transaction;
 * then the target's name is given to it by DDL, and then it is stored that this is done. Whoever
 * reads the state in between does the rest first, so nobody merges into the old table.
 *
 * <p>A table that is there stays where the shadow has all its columns with the same types: it gets
 * those that it lacks, and INSERT OVERWRITE gives it the shadow's rows in one step. So grants,
 * policies, tags, streams and clustering keys stay. Where a column's type is another, or a column
 * is gone, a clone of the shadow replaces the table, and grants alone come along. Both steps can be
 * repeated; then the shadow is dropped, and a shadow that is gone means that the step was done.
 * Where there is no table, the shadow is renamed, which can't replace a table of somebody else's.
 * All this while the state is locked by a transaction; DDL would commit that, so it runs in another
 * session.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/insert">INSERT, OVERWRITE</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/create-table">CREATE TABLE, CLONE
 *     and COPY GRANTS</a>
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
    Map<String, String> shadow = columns(entry.table(), statement);
    if (shadow.isEmpty()) {
      return;
    }
    Map<String, String> target = columns(entry.target(), statement);
    if (!target.isEmpty() && shadow.entrySet().containsAll(target.entrySet())) {
      overwrite(entry, shadow, target, statement);
    } else {
      statement.execute(
          "CREATE OR REPLACE TABLE %s CLONE %s COPY GRANTS"
              .formatted(entry.target().sql(), entry.table().sql()));
    }
    statement.execute("DROP TABLE IF EXISTS " + entry.table().sql());
  }

  private static void overwrite(
      Entry entry, Map<String, String> shadow, Map<String, String> target, Statement statement)
      throws SQLException {
    String added =
        shadow.entrySet().stream()
            .filter(c -> !target.containsKey(c.getKey()))
            .map(c -> Sql.name(c.getKey()) + " " + c.getValue())
            .collect(Collectors.joining(", "));
    if (!added.isEmpty()) {
      statement.execute("ALTER TABLE %s ADD COLUMN %s".formatted(entry.target().sql(), added));
    }
    String names = shadow.keySet().stream().map(Sql::name).collect(Collectors.joining(", "));
    statement.execute(
        "INSERT OVERWRITE INTO %s (%s) SELECT %s FROM %s"
            .formatted(entry.target().sql(), names, names, entry.table().sql()));
  }

  /** The types of a table's columns, by name; empty where there is no such table. */
  private static Map<String, String> columns(TableName name, Statement statement)
      throws SQLException {
    Map<String, String> columns = new LinkedHashMap<>();
    try (ResultSet result = statement.executeQuery("DESCRIBE TABLE " + name.sql())) {
      while (result.next()) {
        columns.put(result.getString(1), result.getString(2));
      }
    } catch (SQLException e) {
      if (!Failures.isMissing(e)) {
        throw e;
      }
    }
    return columns;
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
            Failures.withoutValues(e));
      }
      if (isThere(entry.table(), statement)) {
        throw e;
      }
    }
  }

  private static boolean isThere(TableName name, Statement statement) throws SQLException {
    return !columns(name, statement).isEmpty();
  }
}
