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
import dev.tailrace.sink.sql.Obstacles;
import dev.tailrace.sink.sql.Session;
import dev.tailrace.sink.sql.SqlFailures;
import dev.tailrace.sink.sql.State;
import dev.tailrace.sink.sql.TableName;
import dev.tailrace.sink.sql.TouchedKeys;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * A DuckDB file as a warehouse. One process has the file open, and one sink in it.
 *
 * <p>Commits happen one at a time; loads have connections of their own and run beside each other
 * and beside commits. Safe for use by several threads. Calls run in native code: they hold their
 * platform thread, and a thread that is interrupted finishes its call.
 */
public final class DuckDbSink implements Sink {
  private static final Duration VERIFY_EVERY = Duration.ofSeconds(5);

  private final Reopening file;
  private final InstantSource clock;
  private final FilesAtWork atWork = new FilesAtWork();
  private final Lock commitLock = new ReentrantLock();
  private final Map<TableId, TableGate> gates = new ConcurrentHashMap<>();

  private DuckDbSink(Reopening file, InstantSource clock) {
    this.file = file;
    this.clock = clock;
  }

  /** The sink of {@code file} with the default settings and the system's clock. */
  public static DuckDbSink open(Path file) {
    return open(file, DuckDbSettings.defaults(), InstantSource.system());
  }

  /** The sink at {@code url}, with the system's clock. */
  public static DuckDbSink open(DuckDbUrl url) {
    return open(url.file(), url.settings(), InstantSource.system());
  }

  /**
   * The sink of {@code file}, which is opened by the first call that needs it, and made by the
   * first commit where it is missing, as are the folders it is in. A file that another process has
   * open is {@link dev.tailrace.sink.SinkException.Unavailable} to a call; one that is not
   * DuckDB's, or was written by a Tailrace whose state tables this one doesn't know, is {@link
   * dev.tailrace.sink.SinkException.Rejected}.
   *
   * @param clock tells when rows are written
   */
  public static DuckDbSink open(Path file, DuckDbSettings settings, InstantSource clock) {
    return new DuckDbSink(
        new Reopening(new DuckDbFile(file, settings.fileMode()), settings), clock);
  }

  /**
   * A new connection to the same file, for reading what is in the warehouse; closed by the caller,
   * or else when the file is closed.
   */
  public Connection connect() throws SQLException {
    return file.with(OpenFile::connect);
  }

  /** Makes the engine one that is not used again, as a failure does that it can't undo. */
  void killEngine() {
    file.killEngine();
  }

  @Override
  public Guarantee guarantee() {
    return Guarantee.EXACTLY_ONCE;
  }

  @Override
  public Duration verifyEvery() {
    return VERIFY_EVERY;
  }

  @Override
  public boolean isSameTable(TargetTable one, TargetTable other) {
    return Obstacles.isSame(one, other, new DuckDbDialect());
  }

  private String what(TableId table) {
    return table + " in " + file.file();
  }

  @Override
  public TableState read(TableId table) {
    return calledIfThere(
            table,
            open -> {
              try (Session session = open.sessions().open()) {
                session.beginSnapshot();
                return open.hasState(session)
                    ? new State(session, open.engine().dialect(), table).read()
                    : TableState.none();
              }
            })
        .orElse(TableState.none());
  }

  @Override
  public List<String> obstacles(TableId table, List<TargetTable> targets) {
    Optional<String> obstacle = file.file().obstacle();
    if (obstacle.isPresent()) {
      return List.of(obstacle.get());
    }
    try {
      return calledIfThere(
              table,
              open -> {
                try (Session session = open.sessions().open()) {
                  session.beginSnapshot();
                  return new Obstacles(session, open.engine(), table)
                      .of(targets, open.sessions().file());
                }
              })
          .orElseGet(() -> Obstacles.twins(table, targets, new DuckDbDialect()));
    } catch (SinkException.Rejected e) {
      return List.of(String.valueOf(e.getMessage()));
    }
  }

  private <T> Optional<T> calledIfThere(TableId table, Reopening.Call<T> call) {
    try {
      return file.withIfThere(call);
    } catch (SQLException e) {
      throw Failures.ofStatement(what(table), e);
    }
  }

  @Override
  public LoadOutcome load(DataFileLoad load) {
    atWork.begin(load);
    try {
      return file.withIfThere(open -> new Loader(open, clock).load(load, gate(load.table())))
          .orElseGet(() -> new LoadOutcome.Refused(nothingStored(load.table())));
    } catch (SQLException e) {
      throw Failures.ofLoad(what(load.table()), load.fileKey(), e);
    } finally {
      atWork.end(load);
    }
  }

  private String nothingStored(TableId table) {
    return "%s: the file %s is not there any more".formatted(table, file.file());
  }

  @Override
  public void touchedSince(TableId table, TargetTable target, Instant since, Consumer<Item> keys) {
    boolean there =
        calledIfThere(
                table,
                open -> {
                  DuckDbEngine engine = open.engine();
                  TableName shadow = TableName.shadow(target, engine.dialect());
                  try (Session session = open.sessions().open()) {
                    session.beginSnapshot();
                    TableShape shape =
                        new Catalogue(session, engine, table).requiredShape(shadow, target);
                    new TouchedKeys(session, shadow, shape).since(since, keys);
                  }
                  return true;
                })
            .orElse(false);
    if (!there) {
      throw new SinkException.Unavailable(nothingStored(table), new IllegalStateException());
    }
  }

  @Override
  public CommitOutcome commit(Commit commit) {
    commitLock.lock();
    try {
      if (commit.expectedLifeVersion() > 0 && !file.file().exists()) {
        return new CommitOutcome.Refused(nothingStored(commit.table()));
      }
      return file.with(
          open ->
              CommitWork.isAlone(commit)
                  ? commitAlone(open, commit, gate(commit.table()))
                  : commitLocked(open, commit));
    } catch (SQLException e) {
      throw Failures.ofStatement(what(commit.table()), e);
    } catch (MalformedItemException e) {
      throw SqlFailures.ofChange(what(commit.table()), e);
    } finally {
      commitLock.unlock();
    }
  }

  private TableGate gate(TableId table) {
    return gates.computeIfAbsent(table, t -> new TableGate());
  }

  /** Keeps loads from ending meanwhile, and those that began before it from ending at all. */
  private CommitOutcome commitAlone(OpenFile open, Commit commit, TableGate gate)
      throws SQLException {
    boolean refused = false;
    gate.lock().writeLock().lock();
    try {
      CommitOutcome outcome = commitLocked(open, commit);
      refused = outcome instanceof CommitOutcome.Refused;
      return outcome;
    } finally {
      if (!refused) {
        gate.generation().incrementAndGet();
      }
      gate.lock().writeLock().unlock();
    }
  }

  private CommitOutcome commitLocked(OpenFile open, Commit commit) throws SQLException {
    try (Session session = open.sessions().open()) {
      session.begin();
      open.makeState(session);
      CommitOutcome outcome =
          new CommitWork(session, open.engine(), commit.table(), clock.instant()).run(commit);
      if (outcome instanceof CommitOutcome.Applied) {
        session.commitOrUnknown(what(commit.table()));
        open.stateIsThere();
      }
      return outcome;
    }
  }

  /** Waits for the commit at work; loads at work end with their own connections. */
  @Override
  public void close() {
    commitLock.lock();
    try {
      file.close();
    } finally {
      commitLock.unlock();
    }
  }

  /** What a column of {@code type} is called here. */
  public static String columnType(ColumnType type) {
    return new DuckDbDialect().type(type);
  }
}
