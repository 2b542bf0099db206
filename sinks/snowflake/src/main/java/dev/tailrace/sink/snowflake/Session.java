package dev.tailrace.sink.snowflake;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.snowflake.client.api.connection.SnowflakeConnection;
import net.snowflake.client.api.connection.UploadStreamConfig;
import org.jspecify.annotations.Nullable;

/**
 * A session, the transaction in it and its staging tables. What is not committed when the session
 * is closed is rolled back. Used by one thread at a time.
 *
 * <p>Transactions are begun and ended by statements, so that outside of them every statement
 * commits by itself. DDL belongs there: within a transaction it would commit it.
 */
final class Session implements AutoCloseable {
  private static final Duration LONG_IDLE = Duration.ofMinutes(30);

  private final Sessions home;
  private final Connection connection;
  private final List<StagingTable> staging = new ArrayList<>();
  private int stagingInUse;
  private long lastUsedNanos = System.nanoTime();
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

  /**
   * Begins a transaction; its statements see what was committed before each of them.
   *
   * <p>Snowflake gives up a transaction that stands idle in the way of others for five minutes, and
   * doesn't say so. Without autocommit, what this session then does changes nothing by itself.
   */
  void begin() throws SQLException {
    open = true;
    execute("ALTER SESSION SET AUTOCOMMIT = FALSE");
    execute("BEGIN TRANSACTION");
  }

  /** Asks for a commit. A failure means that nobody knows the outcome. */
  void commit() throws SQLException {
    try {
      execute("COMMIT");
      execute("ALTER SESSION SET AUTOCOMMIT = TRUE");
      open = false;
    } catch (SQLException e) {
      broken = true;
      throw e;
    }
  }

  /** Ends the transaction without a trace, if there is one. */
  void rollBack() {
    if (!open) {
      return;
    }
    open = false;
    try {
      execute("ROLLBACK");
      execute("ALTER SESSION SET AUTOCOMMIT = TRUE");
    } catch (SQLException e) {
      // The transaction ends with its session.
      broken = true;
    }
  }

  /** Runs a statement and returns how many rows it changed. */
  long execute(String sql, @Nullable String... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, parameters);
      return statement.execute() ? 0 : Math.max(0, statement.getLargeUpdateCount());
    }
  }

  <T> List<T> query(RowReader<T> reader, String sql, @Nullable String... parameters)
      throws SQLException {
    List<T> all = new ArrayList<>();
    forEach(r -> all.add(reader.read(r)), sql, parameters);
    return all;
  }

  <T> Optional<T> queryOne(RowReader<T> reader, String sql, @Nullable String... parameters)
      throws SQLException {
    return query(reader, sql, parameters).stream().findFirst();
  }

  /** Hands out a result of any size; the consumer may run statements in between. */
  void forEach(RowConsumer consumer, String sql, @Nullable String... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, parameters);
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          consumer.accept(result);
        }
      }
    }
  }

  private static void bind(PreparedStatement statement, @Nullable String... parameters)
      throws SQLException {
    for (int i = 0; i < parameters.length; i++) {
      if (parameters[i] == null) {
        statement.setNull(i + 1, Types.VARCHAR);
      } else {
        statement.setString(i + 1, parameters[i]);
      }
    }
  }

  /** Puts a file, compressed already, into a folder of the internal stage. */
  void upload(Path file, String folder, String name) throws SQLException {
    try (InputStream content = Files.newInputStream(file)) {
      connection
          .unwrap(SnowflakeConnection.class)
          .uploadStream(
              "@" + StateSchema.STAGE,
              name,
              content,
              UploadStreamConfig.builder().setDestPrefix(folder).setCompressData(false).build());
    } catch (IOException e) {
      throw new SQLException("can't read " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * An empty staging table that nothing else in this session uses until {@link #freeStaging}. To be
   * asked for outside of a transaction where more than one is used.
   */
  StagingTable staging() throws SQLException {
    if (stagingInUse == staging.size()) {
      staging.add(StagingTable.create(this));
    }
    StagingTable table = staging.get(stagingInUse++);
    table.empty();
    return table;
  }

  /** Whether it has been idle for long. */
  boolean isOld() {
    return System.nanoTime() - lastUsedNanos > LONG_IDLE.toNanos();
  }

  /** Gives all staging tables back. */
  void freeStaging() {
    stagingInUse = 0;
  }

  /** A failure after which the session is not used again. */
  void giveUp() {
    broken = true;
  }

  /** Rolls back what was not committed, and gives the session back. */
  @Override
  public void close() {
    rollBack();
    freeStaging();
    lastUsedNanos = System.nanoTime();
    home.takeBack(this, broken);
  }

  /** Logs out; temporary tables and a transaction end with it. */
  void end() {
    try {
      connection.close();
    } catch (SQLException e) {
      // It is of no more use either way.
      return;
    }
  }
}
