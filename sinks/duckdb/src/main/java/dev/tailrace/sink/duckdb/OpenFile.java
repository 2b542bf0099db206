package dev.tailrace.sink.duckdb;

import dev.tailrace.sink.sql.Session;
import dev.tailrace.sink.sql.StateSchema;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * A file that is open, with its engine, until one of both is found to be of no more use: DuckDB
 * refuses everything after a fatal error, and a file that was moved or removed is not the one that
 * the path names. Safe for use by several threads; who uses it is counted by {@link Reopening}.
 */
final class OpenFile {
  private final DuckDbFile file;
  private final DuckDBConnection root;
  private final Sessions sessions;
  private final DuckDbEngine engine;
  private final Optional<Object> identity;
  private final Set<Connection> handedOut = ConcurrentHashMap.newKeySet();
  private volatile boolean stateKnown;
  private volatile @Nullable String death;
  private int users;

  private OpenFile(DuckDbFile file, DuckDBConnection root, DuckDbEngine engine) {
    this.file = file;
    this.root = root;
    this.sessions = new Sessions(file, root);
    this.engine = engine;
    this.identity = DuckDbFile.identity(file.path());
  }

  /** Opens a file that is there. The settings are set then, so that readers need not know them. */
  static OpenFile open(DuckDbFile file, DuckDbSettings settings) throws SQLException {
    file.prepareToOpen();
    DuckDBConnection root =
        (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:" + file.path());
    try {
      UnpackedLibrary.forgetName();
      OpenFile open = new OpenFile(file, root, new DuckDbEngine(RowFunction.register(root)));
      try (Session session = open.sessions.open()) {
        session.execute("SET preserve_insertion_order = false");
        session.execute("SET memory_limit = '" + settings.memoryLimitMiB() + "MiB'");
        session.execute("SET threads = " + settings.threads());
      }
      return open;
    } catch (SQLException | RuntimeException e) {
      root.close();
      throw e;
    }
  }

  Sessions sessions() {
    return sessions;
  }

  DuckDbEngine engine() {
    return engine;
  }

  /** Whether the tables of state are there, within the session's transaction. */
  boolean hasState(Session session) throws SQLException {
    return stateKnown || StateSchema.isThere(session, engine.dialect(), sessions.file());
  }

  /** Makes the tables of state where they are missing, within the session's transaction. */
  void makeState(Session session) throws SQLException {
    if (!hasState(session)) {
      StateSchema.create(session, engine);
    }
  }

  /** Says that a transaction which saw or made the tables of state was committed. */
  void stateIsThere() {
    stateKnown = true;
  }

  /** Another connection, which is closed with the file at the latest. */
  Connection connect() throws SQLException {
    handedOut.removeIf(OpenFile::isClosed);
    Connection connection = sessions.connect();
    handedOut.add(connection);
    return connection;
  }

  private static boolean isClosed(Connection connection) {
    try {
      return connection.isClosed();
    } catch (SQLException e) {
      return true;
    }
  }

  /** Notes what a call failed with; the file is not used again where its engine died of it. */
  void failed(SQLException failure) {
    if (Failures.isFatal(failure)) {
      die(Failures.text(failure));
    }
  }

  private void die(String reason) {
    if (death == null) {
      death = reason;
    }
  }

  /** Why it must not be used again, if so. */
  Optional<String> death() {
    if (death == null
        && identity.isPresent()
        && !DuckDbFile.identity(file.path()).equals(identity)) {
      die("the file was removed, moved or replaced while it was open");
    }
    return Optional.ofNullable(death);
  }

  int users() {
    return users;
  }

  void addUsers(int more) {
    users += more;
  }

  /**
   * Closes all of it. A write-ahead log of another file that came to this path is left alone; our
   * own goes where the file went.
   */
  void close() throws SQLException {
    if (sessions.isAnothersWal()) {
      try (Session session = sessions.open()) {
        session.execute("PRAGMA disable_checkpoint_on_shutdown");
      } catch (SQLException e) {
        // The engine is dead, and does nothing at its end then.
        assert death != null : e;
      }
    }
    for (Connection connection : handedOut) {
      sessions.takeBack(connection, true);
    }
    root.close();
    file.tidy();
  }
}
