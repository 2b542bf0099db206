package dev.tailrace.sink.postgres;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * A connection and the transaction on it. What is not committed when the session is closed is
 * rolled back, and after a statement has failed that is all there is to do: Postgres answers the
 * COMMIT of a failed transaction by rolling it back. Used by one thread at a time.
 */
final class Session implements AutoCloseable {
  /** Rows that the server sends at a time where all are read one after the other. */
  private static final int FETCH_ROWS = 100;

  private final Sessions home;
  private final Connection connection;
  private boolean open;
  private boolean broken;

  Session(Sessions home, Connection connection) {
    this.home = home;
    this.connection = connection;
  }

  /** Reads one row of a result. */
  @FunctionalInterface
  interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** Is handed the rows of a result. */
  @FunctionalInterface
  interface RowConsumer {
    void accept(ResultSet row) throws SQLException;
  }

  /** Begins a transaction whose every statement sees what was committed before it. */
  void begin() throws SQLException {
    begin("READ COMMITTED");
  }

  /** Begins a transaction that only reads, and sees one moment. */
  void beginSnapshot() throws SQLException {
    begin("REPEATABLE READ, READ ONLY");
  }

  /** In each transaction anew: behind a pooler, the next one may be on another connection. */
  private void begin(String mode) throws SQLException {
    open = true;
    try (Statement statement = connection.createStatement()) {
      allow(home.answerTimeout());
      statement.execute(
          "SET TRANSACTION ISOLATION LEVEL " + mode + "; " + home.transactionSettings());
    } catch (SQLException e) {
      broken = true;
      throw e;
    }
  }

  /** From here on a statement may take as long as a table is large. */
  void allowBuilding() throws SQLException {
    allow(home.buildTimeout());
  }

  /**
   * The driver's timeout is of the socket and needs no thread, so whoever gives one is not asked.
   */
  private void allow(Duration timeout) throws SQLException {
    connection.setNetworkTimeout(Runnable::run, Math.toIntExact(timeout.toMillis()));
  }

  /** Commits what {@code what} names for people; a failure means that nobody knows the outcome. */
  void commitOrUnknown(String what) {
    try {
      connection.commit();
      open = false;
    } catch (SQLException e) {
      broken = true;
      throw Failures.ofCommit(what, e);
    }
  }

  /** Ends the transaction without a trace. */
  private void rollBack() {
    try {
      connection.rollback();
    } catch (SQLException e) {
      // The server has rolled back, or will when it notices that the connection is gone.
      broken = true;
    }
  }

  /** Runs a statement and returns how many rows it changed. */
  long execute(String sql, Object... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, parameters);
      return statement.execute() ? 0 : Math.max(0, statement.getLargeUpdateCount());
    }
  }

  <T> List<T> query(RowReader<T> reader, String sql, Object... parameters) throws SQLException {
    List<T> all = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, parameters);
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          all.add(reader.read(result));
        }
      }
    }
    return all;
  }

  <T> Optional<T> queryOne(RowReader<T> reader, String sql, Object... parameters)
      throws SQLException {
    return query(reader, sql, parameters).stream().findFirst();
  }

  /** Hands out a result of any size; the consumer may run statements in between. */
  void forEach(RowConsumer consumer, String sql, Object... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setFetchSize(FETCH_ROWS);
      bind(statement, parameters);
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          consumer.accept(result);
        }
      }
    }
  }

  /** Starts a COPY … FROM STDIN. */
  CopyIn copyIn(String sql) throws SQLException {
    return connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
  }

  /** An array parameter of texts, numbers or booleans, by the server's name for their type. */
  Array array(String type, List<?> values) throws SQLException {
    return connection.createArrayOf(type, values.toArray());
  }

  private static void bind(PreparedStatement statement, Object... parameters) throws SQLException {
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, parameters[i]);
    }
  }

  /** Rolls back what was not committed, and gives the connection back. */
  @Override
  public void close() {
    if (open && !broken) {
      rollBack();
    }
    home.takeBack(connection, broken);
  }
}
