package dev.tailrace.sink.duckdb;

import dev.tailrace.sink.TableId;
import dev.tailrace.sink.sql.Session;
import dev.tailrace.sink.sql.SessionHome;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.duckdb.DuckDBConnection;

/**
 * Opens sessions on one DuckDB file, which stays open for as long as this is. Transactions are
 * begun and ended by statements of our own: the driver's {@code commit()} begins the next one at
 * once, whose snapshot then grows old.
 */
final class Sessions implements SessionHome {
  private final DuckDbFile file;
  private final DuckDBConnection root;
  private volatile Optional<Object> wal = Optional.empty();

  Sessions(DuckDbFile file, DuckDBConnection root) {
    this.file = file;
    this.root = root;
  }

  Session open() throws SQLException {
    return new Session(this, root.duplicate());
  }

  Connection connect() throws SQLException {
    return root.duplicate();
  }

  @Override
  public void begin(Connection connection) throws SQLException {
    execute(connection, "BEGIN TRANSACTION");
  }

  /** Every transaction sees one moment. */
  @Override
  public void beginSnapshot(Connection connection) throws SQLException {
    begin(connection);
  }

  @Override
  public void commit(Connection connection) throws SQLException {
    file.prepareToWrite();
    try {
      execute(connection, "COMMIT");
    } finally {
      file.protect();
      wal = DuckDbFile.identity(file.wal());
    }
  }

  @Override
  public void rollBack(Connection connection) throws SQLException {
    execute(connection, "ROLLBACK");
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void takeBack(Connection connection, boolean broken) {
    try {
      connection.close();
    } catch (SQLException e) {
      // It is of no more use either way.
      return;
    }
  }

  /** The table and the file, for messages. */
  String what(TableId table) {
    return table + " in " + file;
  }

  String file() {
    return file.toString();
  }

  /** Whether the write-ahead log at the path is one that these sessions did not write. */
  boolean isAnothersWal() {
    Optional<Object> there = DuckDbFile.identity(file.wal());
    return there.isPresent() && !there.equals(wal);
  }

  @Override
  public SQLException withoutValues(SQLException failure) {
    return Failures.withoutValues(failure);
  }
}
