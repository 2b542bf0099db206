package dev.tailrace.sink.postgres;

import dev.tailrace.sink.TableId;
import dev.tailrace.sink.sql.Session;
import dev.tailrace.sink.sql.SessionHome;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The connections to one database: a few, used again and again. Safe for use by several threads.
 */
final class Sessions implements SessionHome, AutoCloseable {
  private static final int MOST = 16;
  private static final int PATIENCE_SECONDS = 60;
  private static final int CHECK_SECONDS = 10;

  /**
   * What makes the server notice that a worker's machine is gone. Some servers and poolers refuse
   * one or the other, which costs nothing but that.
   */
  private static final List<String> LIVELINESS =
      List.of(
          "SET tcp_keepalives_idle = 60",
          "SET tcp_keepalives_interval = 10",
          "SET tcp_keepalives_count = 6",
          "SET client_connection_check_interval = '10s'");

  /** What it would print to the standard error is thrown, too, and may have values of rows. */
  private static final Logger DRIVER = Logger.getLogger("org.postgresql");

  static {
    DRIVER.setLevel(Level.OFF);
  }

  private final Address address;
  private final PostgresSettings settings;
  private final Semaphore free = new Semaphore(MOST, true);
  private final Deque<Idle> idle = new ArrayDeque<>();
  private boolean closed;

  Sessions(Address address, PostgresSettings settings) {
    this.address = address;
    this.settings = settings;
  }

  /** A connection that nobody uses, and since when. */
  private record Idle(Connection connection, long sinceNanos) {}

  /**
   * A session that no other thread has; given back by closing it. Waits for a while when all are in
   * use.
   */
  Session open() throws SQLException {
    try {
      if (!free.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new SQLTransientConnectionException("all " + MOST + " connections are in use");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLTransientConnectionException("interrupted while waiting for a connection", e);
    }
    try {
      return new Session(this, usable());
    } catch (SQLException | RuntimeException e) {
      free.release();
      throw e;
    }
  }

  private Connection usable() throws SQLException {
    for (Idle next = poll(); next != null; next = poll()) {
      boolean fresh =
          System.nanoTime() - next.sinceNanos() < TimeUnit.SECONDS.toNanos(CHECK_SECONDS);
      if (!next.connection().isClosed() && (fresh || next.connection().isValid(CHECK_SECONDS))) {
        return next.connection();
      }
      close(next.connection());
    }
    return prepared(connect());
  }

  private Connection prepared(Connection connection) throws SQLException {
    try {
      ServerState.check(connection, what());
      LIVELINESS.forEach(s -> setWherePossible(connection, s));
      connection.setAutoCommit(false);
      return connection;
    } catch (SQLException | RuntimeException e) {
      close(connection);
      throw e;
    }
  }

  private static void setWherePossible(Connection connection, String setting) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(setting);
    } catch (SQLException e) {
      // Refused; see above.
      return;
    }
  }

  private @Nullable Idle poll() {
    synchronized (idle) {
      return idle.poll();
    }
  }

  /** A connection of its own that commits by itself; closed by the caller. */
  Connection connect() throws SQLException {
    return DriverManager.getConnection(address.jdbcUrl(), address.properties());
  }

  @Override
  public void takeBack(Connection connection, boolean broken) {
    List<Idle> useless = List.of();
    synchronized (idle) {
      if (!broken && !closed) {
        idle.push(new Idle(connection, System.nanoTime()));
      } else {
        // Where one connection broke, the others may have, too.
        useless = List.copyOf(idle);
        idle.clear();
      }
    }
    if (broken || closed) {
      close(connection);
    }
    useless.forEach(i -> close(i.connection()));
    free.release();
  }

  /** Begins a transaction whose every statement sees what was committed before it. */
  @Override
  public void begin(Connection connection) throws SQLException {
    begin(connection, "READ COMMITTED");
  }

  @Override
  public void beginSnapshot(Connection connection) throws SQLException {
    begin(connection, "REPEATABLE READ, READ ONLY");
  }

  /**
   * In each transaction anew: behind a pooler, the next one may be on another connection. The
   * server's own limit on a statement is ours, whatever the role's is.
   */
  private void begin(Connection connection, String mode) throws SQLException {
    allow(connection, settings.answerTimeout());
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "SET TRANSACTION ISOLATION LEVEL %s; SET LOCAL row_security = off; SET LOCAL lock_timeout = %d; SET LOCAL idle_in_transaction_session_timeout = %d; SET LOCAL statement_timeout = %d"
              .formatted(
                  mode,
                  settings.lockTimeout().toMillis(),
                  settings.idleTimeout().toMillis(),
                  settings.buildTimeout().toMillis()));
    }
  }

  /** From here on a statement may take as long as a table is large. */
  void allowBuilding(Connection connection) throws SQLException {
    allow(connection, settings.buildTimeout());
  }

  /**
   * The driver's timeout is of the socket and needs no thread, so whoever gives one is not asked.
   */
  private static void allow(Connection connection, Duration timeout) throws SQLException {
    connection.setNetworkTimeout(Runnable::run, Math.toIntExact(timeout.toMillis()));
  }

  /** Postgres answers the COMMIT of a failed transaction by rolling it back. */
  @Override
  public void commit(Connection connection) throws SQLException {
    connection.commit();
  }

  @Override
  public void rollBack(Connection connection) throws SQLException {
    connection.rollback();
  }

  @Override
  public SQLException withoutValues(SQLException failure) {
    return Failures.withoutValues(failure);
  }

  /** The table and the database, for messages. */
  String what(TableId table) {
    return table + " in " + address;
  }

  /** The database, for messages. */
  String what() {
    return address.toString();
  }

  private static void close(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      // It is of no more use either way.
      return;
    }
  }

  /** Closes what is idle; what is in use is closed when it is given back. */
  @Override
  public void close() {
    List<Idle> all;
    synchronized (idle) {
      closed = true;
      all = List.copyOf(idle);
      idle.clear();
    }
    all.forEach(i -> close(i.connection()));
  }
}
