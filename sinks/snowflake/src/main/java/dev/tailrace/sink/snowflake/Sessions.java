package dev.tailrace.sink.snowflake;

import dev.tailrace.sink.TableId;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The sessions in one account: a few, used again and again. Safe for use by several threads. */
final class Sessions implements AutoCloseable {
  private static final int MOST = 16;
  private static final int PATIENCE_SECONDS = 60;

  /** It prints what Snowflake refuses with to the standard error; all of it is thrown, too. */
  private static final Logger DRIVER = Logger.getLogger("net.snowflake");

  static {
    DRIVER.setLevel(Level.OFF);
    // Else the driver unpacks a native library that it sends crash reports with.
    System.setProperty("SNOWFLAKE_DISABLE_MINICORE", "true");
  }

  private final Address address;
  private final Semaphore free = new Semaphore(MOST, true);
  private final Deque<Session> idle = new ArrayDeque<>();
  private boolean closed;

  Sessions(Address address) {
    this.address = address;
  }

  /**
   * A session that no other thread has; given back by closing it. Waits for a while when all are in
   * use.
   */
  Session open() throws SQLException {
    try {
      if (!free.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new SQLTransientConnectionException("all " + MOST + " sessions are in use");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLTransientConnectionException("interrupted while waiting for a session", e);
    }
    try {
      Session used = poll();
      return used == null ? new Session(this, connect()) : used;
    } catch (SQLException | RuntimeException e) {
      free.release();
      throw e;
    }
  }

  /** An idle session that the server has not ended meanwhile; it does so after four hours. */
  private @Nullable Session poll() {
    List<Session> old = new ArrayList<>();
    Session found;
    synchronized (idle) {
      for (found = idle.poll(); found != null && found.isOld(); found = idle.poll()) {
        old.add(found);
      }
    }
    old.forEach(Session::end);
    return found;
  }

  /** A connection of its own that commits by itself; closed by the caller. */
  Connection connect() throws SQLException {
    return DriverManager.getConnection(address.jdbcUrl(), address.properties());
  }

  void takeBack(Session session, boolean broken) {
    List<Session> useless;
    synchronized (idle) {
      if (broken || closed) {
        // Where one broke, the others may have, too.
        useless = new ArrayList<>(idle);
        useless.add(session);
        idle.clear();
      } else {
        useless = List.of();
        idle.push(session);
      }
    }
    useless.forEach(Session::end);
    free.release();
  }

  /** The table and the database, for messages. */
  String what(TableId table) {
    return table + " in " + address;
  }

  /** The database, for messages. */
  String what() {
    return address.toString();
  }

  /** Closes what is idle; what is in use is closed when it is given back. */
  @Override
  public void close() {
    List<Session> all;
    synchronized (idle) {
      closed = true;
      all = List.copyOf(idle);
      idle.clear();
    }
    all.forEach(Session::end);
  }
}
