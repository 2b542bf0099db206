package dev.tailrace.sink.duckdb;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.duckdb.DuckDBConnection;

/**
 * A connection and the transaction on it. Transactions are begun and ended by statements of our
 * own: the driver's {@code commit()} begins the next one at once, whose snapshot then grows old.
 * Used by one thread at a time.
 */
final class Session implements AutoCloseable {
  private final DuckDBConnection connection;
  private final RowFunction rows;
  private final List<RowFeed> open = new ArrayList<>();

  Session(DuckDBConnection connection, RowFunction rows) {
    this.connection = connection;
    this.rows = rows;
  }

  /** Reads one row of a result. */
  @FunctionalInterface
  interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  void begin() throws SQLException {
    execute("BEGIN TRANSACTION");
  }

  /** Commits what {@code what} names for people; a failure means that nobody knows the outcome. */
  void commitOrUnknown(String what) {
    try {
      execute("COMMIT");
    } catch (SQLException e) {
      rollBack();
      throw Failures.ofCommit(what, e);
    }
  }

  /** Ends the transaction without a trace; harmless when there is none. */
  void rollBack() {
    try {
      execute("ROLLBACK");
    } catch (SQLException e) {
      // DuckDB has ended it already, as it does when a COMMIT fails.
      return;
    }
  }

  /** Makes rows readable to statements; closed by the caller. */
  RowFeed feed(RowSource source) {
    RowFeed feed = rows.feed(source);
    open.removeIf(RowFeed::isClosed);
    open.add(feed);
    return feed;
  }

  /**
   * Runs a statement and returns how many rows it changed. What a feed's source threw comes out as
   * itself.
   */
  long execute(String sql, Object... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, parameters);
      return statement.execute() ? 0 : Math.max(0, statement.getUpdateCount());
    } catch (SQLException e) {
      for (RowFeed feed : open) {
        feed.rethrowFailure();
      }
      throw e;
    }
  }

  <T> List<T> query(RowReader<T> reader, String sql, Object... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, parameters);
      List<T> all = new ArrayList<>();
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          all.add(reader.read(result));
        }
      }
      return all;
    }
  }

  <T> Optional<T> queryOne(RowReader<T> reader, String sql, Object... parameters)
      throws SQLException {
    return query(reader, sql, parameters).stream().findFirst();
  }

  private static void bind(PreparedStatement statement, Object... parameters) throws SQLException {
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, parameters[i]);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
