package dev.tailrace.sink.sql;

import dev.tailrace.sink.SinkException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A connection and the transaction on it. What is not committed when the session is closed is
 * rolled back, whatever went wrong before. Used by one thread at a time.
 */
public final class Session implements AutoCloseable {
  /** Rows that a server sends at a time where all are read one after the other. */
  private static final int FETCH_ROWS = 100;

  private final SessionHome home;
  private final Connection connection;
  private boolean open;
  private boolean broken;

  /** A session on {@code connection}, which goes back to {@code home} when it is closed. */
  public Session(SessionHome home, Connection connection) {
    this.home = home;
    this.connection = connection;
  }

  /** Reads one row of a result. */
  @FunctionalInterface
  public interface RowReader<T> {
    /** The row that {@code row} stands on. */
    T read(ResultSet row) throws SQLException;
  }

  /** Is handed the rows of a result. */
  @FunctionalInterface
  public interface RowConsumer {
    /** Takes the row that {@code row} stands on. */
    void accept(ResultSet row) throws SQLException;
  }

  @FunctionalInterface
  private interface Beginning {
    void begin(Connection connection) throws SQLException;
  }

  /** Begins a transaction. */
  public void begin() throws SQLException {
    begin(home::begin);
  }

  /** Begins a transaction that only reads, and sees one moment. */
  public void beginSnapshot() throws SQLException {
    begin(home::beginSnapshot);
  }

  private void begin(Beginning beginning) throws SQLException {
    open = true;
    try {
      beginning.begin(connection);
    } catch (SQLException e) {
      broken = true;
      throw e;
    }
  }

  /**
   * Commits what {@code what} names for people.
   *
   * @throws SinkException.OutcomeUnknown when it fails: even an answer in the negative may follow
   *     upon a commit that happened
   */
  public void commitOrUnknown(String what) {
    try {
      home.commit(connection);
      open = false;
    } catch (SQLException e) {
      broken = true;
      throw SqlFailures.ofCommit(what, home.withoutValues(e));
    }
  }

  /** Runs a statement and returns how many rows it changed. */
  public long execute(String sql, @Nullable Object... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, parameters);
      return statement.execute() ? 0 : Math.max(0, statement.getUpdateCount());
    }
  }

  /** All rows of a result. */
  public <T> List<T> query(RowReader<T> reader, String sql, @Nullable Object... parameters)
      throws SQLException {
    List<T> all = new ArrayList<>();
    forEach(r -> all.add(reader.read(r)), sql, parameters);
    return all;
  }

  /** The first row of a result. */
  public <T> Optional<T> queryOne(RowReader<T> reader, String sql, @Nullable Object... parameters)
      throws SQLException {
    return query(reader, sql, parameters).stream().findFirst();
  }

  /** Hands out a result of any size. */
  public void forEach(RowConsumer consumer, String sql, @Nullable Object... parameters)
      throws SQLException {
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

  private static void bind(PreparedStatement statement, @Nullable Object... parameters)
      throws SQLException {
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, parameters[i]);
    }
  }

  /** Says that the connection must not be used by anybody after this session. */
  public void discard() {
    broken = true;
  }

  /** The connection, for what only its driver can do; not to be committed or closed. */
  public Connection connection() {
    return connection;
  }

  /** Rolls back what was not committed, and gives the connection back. */
  @Override
  public void close() {
    if (open && !broken) {
      try {
        home.rollBack(connection);
      } catch (SQLException e) {
        // The warehouse has rolled back, or will when it notices that the connection is gone.
        broken = true;
      }
    }
    home.takeBack(connection, broken);
  }
}
