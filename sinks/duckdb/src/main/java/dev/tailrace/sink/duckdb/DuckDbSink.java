package dev.tailrace.sink.duckdb;

import dev.tailrace.item.Item;
import dev.tailrace.item.MalformedItemException;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.Commit;
import dev.tailrace.sink.CommitOutcome;
import dev.tailrace.sink.DataFileLoad;
import dev.tailrace.sink.Guarantee;
import dev.tailrace.sink.LoadOutcome;
import dev.tailrace.sink.Sink;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.TableId;
import dev.tailrace.sink.TableState;
import dev.tailrace.sink.TargetTable;
import dev.tailrace.sink.sql.Catalogue;
import dev.tailrace.sink.sql.CommitWork;
import dev.tailrace.sink.sql.Engine;
import dev.tailrace.sink.sql.Session;
import dev.tailrace.sink.sql.SqlFailures;
import dev.tailrace.sink.sql.State;
import dev.tailrace.sink.sql.StateSchema;
import dev.tailrace.sink.sql.TableName;
import dev.tailrace.sink.sql.TouchedKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.duckdb.DuckDBConnection;

/**
 * A DuckDB file as a warehouse. One process has the file open, and one sink in it.
 *
 * <p>Commits happen one at a time; loads have connections of their own and run beside each other
 * and beside commits. Safe for use by several threads. Calls run in native code: they hold their
 * platform thread, and a thread that is interrupted finishes its call.
 */
public final class DuckDbSink implements Sink {
  private final Sessions sessions;
  private final InstantSource clock;
  private final Engine engine;
  private final Loader loader;
  private final Lock commitLock = new ReentrantLock();
  private final Map<TableId, TableGate> gates = new ConcurrentHashMap<>();

  private DuckDbSink(Sessions sessions, DuckDbEngine engine, InstantSource clock) {
    this.sessions = sessions;
    this.engine = engine;
    this.clock = clock;
    this.loader = new Loader(sessions, engine, clock);
  }

  /** Opens {@code file} with the default settings and the system's clock. */
  public static DuckDbSink open(Path file) {
    return open(file, DuckDbSettings.defaults(), InstantSource.system());
  }

  /**
   * Opens {@code file}, which is made when it is missing, as are the folders it is in.
   *
   * @param clock tells when rows are written
   * @throws SinkException.Unavailable when another process has the file open
   * @throws SinkException.Rejected when it is not a DuckDB file, can't be read or written, or was
   *     written by a Tailrace whose state tables this one doesn't know
   */
  public static DuckDbSink open(Path file, DuckDbSettings settings, InstantSource clock) {
    Path absolute = file.toAbsolutePath();
    makeFolders(absolute);
    try {
      DuckDBConnection root =
          (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:" + absolute);
      try {
        UnpackedLibrary.forgetName();
        Sessions sessions = new Sessions(absolute.toString(), root);
        DuckDbEngine engine = new DuckDbEngine(RowFunction.register(root));
        DuckDbSink sink = new DuckDbSink(sessions, engine, clock);
        sink.prepare(settings);
        return sink;
      } catch (SQLException | RuntimeException e) {
        root.close();
        throw e;
      }
    } catch (SQLException e) {
      throw Failures.ofOpen(absolute.toString(), e);
    }
  }

  private static void makeFolders(Path file) {
    Path folder = file.getParent();
    try {
      if (folder != null) {
        Files.createDirectories(folder);
      }
    } catch (IOException e) {
      throw new SinkException.Rejected(
          "%s: its folder can't be made; check the path and its permissions (%s)"
              .formatted(file, e),
          e);
    }
  }

  /** The settings are set once the file is open, so that readers need not know them. */
  private void prepare(DuckDbSettings settings) throws SQLException {
    try (Session session = sessions.open()) {
      session.execute("SET preserve_insertion_order = false");
      session.execute("SET memory_limit = '" + settings.memoryLimitMiB() + "MiB'");
      session.execute("SET threads = " + settings.threads());
      session.begin();
      if (!StateSchema.isThere(session, engine.dialect(), sessions.file())) {
        StateSchema.create(session, engine.dialect());
        session.commitOrUnknown(sessions.file());
      }
    }
  }

  /**
   * A new connection to the same file, for reading what is in the warehouse; closed by the caller.
   */
  public Connection connect() throws SQLException {
    return sessions.connect();
  }

  @Override
  public Guarantee guarantee() {
    return Guarantee.EXACTLY_ONCE;
  }

  @Override
  public TableState read(TableId table) {
    try (Session session = sessions.open()) {
      session.beginSnapshot();
      return new State(session, engine.dialect(), table).read();
    } catch (SQLException e) {
      throw Failures.ofStatement(sessions.what(table), e);
    }
  }

  @Override
  public LoadOutcome load(DataFileLoad load) {
    return loader.load(load, gate(load.table()));
  }

  @Override
  public void touchedSince(TableId table, TargetTable target, Instant since, Consumer<Item> keys) {
    TableName shadow = TableName.shadow(target, engine.dialect());
    try (Session session = sessions.open()) {
      session.beginSnapshot();
      TableShape shape = new Catalogue(session, engine, table).requiredShape(shadow, target);
      new TouchedKeys(session, shadow, shape).since(since, keys);
    } catch (SQLException e) {
      throw Failures.ofStatement(sessions.what(table), e);
    }
  }

  @Override
  public CommitOutcome commit(Commit commit) {
    commitLock.lock();
    try {
      return CommitWork.isAlone(commit)
          ? commitAlone(commit, gate(commit.table()))
          : commitLocked(commit);
    } finally {
      commitLock.unlock();
    }
  }

  private TableGate gate(TableId table) {
    return gates.computeIfAbsent(table, t -> new TableGate());
  }

  /** Keeps loads from ending meanwhile, and those that began before it from ending at all. */
  private CommitOutcome commitAlone(Commit commit, TableGate gate) {
    boolean refused = false;
    gate.lock().writeLock().lock();
    try {
      CommitOutcome outcome = commitLocked(commit);
      refused = outcome instanceof CommitOutcome.Refused;
      return outcome;
    } finally {
      if (!refused) {
        gate.generation().incrementAndGet();
      }
      gate.lock().writeLock().unlock();
    }
  }

  private CommitOutcome commitLocked(Commit commit) {
    String what = sessions.what(commit.table());
    try (Session session = sessions.open()) {
      session.begin();
      CommitOutcome outcome =
          new CommitWork(session, engine, commit.table(), clock.instant()).run(commit);
      if (outcome instanceof CommitOutcome.Applied) {
        session.commitOrUnknown(what);
      }
      return outcome;
    } catch (SQLException e) {
      throw Failures.ofStatement(what, e);
    } catch (MalformedItemException e) {
      throw SqlFailures.ofChange(what, e);
    }
  }

  /** Waits for the commit at work; loads at work end with their own connections. */
  @Override
  public void close() {
    commitLock.lock();
    try {
      sessions.close();
    } catch (SQLException e) {
      throw Failures.ofStatement(sessions.file(), e);
    } finally {
      commitLock.unlock();
    }
  }

  /** What a column of {@code type} is called here. */
  public static String columnType(ColumnType type) {
    return new DuckDbDialect().type(type);
  }
}
