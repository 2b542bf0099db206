package dev.tailrace.sink.postgres;

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
import dev.tailrace.sink.sql.StateSchema;
import dev.tailrace.sink.sql.TableName;
import dev.tailrace.sink.sql.TouchedKeys;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A Postgres database (release 15 or newer, encoding UTF8) as a warehouse. Several sinks, in
 * several processes, may write to one database and one table at once: row locks order what must be
 * ordered.
 *
 * <p>Safe for use by several threads; each call has a connection of its own, and waits for one when
 * too many are in use. A thread that is interrupted finishes its call.
 */
public final class PostgresSink implements Sink {
  private static final Duration VERIFY_EVERY = Duration.ofSeconds(10);

  private final Sessions sessions;
  private final PostgresEngine engine;
  private final InstantSource clock;
  private final Loader loader;
  private volatile boolean stateKnown;

  private PostgresSink(Sessions sessions, InstantSource clock) {
    this.sessions = sessions;
    this.engine = new PostgresEngine(sessions);
    this.clock = clock;
    this.loader = new Loader(sessions, engine, clock);
  }

  /**
   * The sink of the database at {@code url}, {@code postgres://user:password@host:port/database}.
   * Parameters behind a question mark go to the driver, {@code sslmode=verify-full} among them. The
   * first call connects; the first commit makes Tailrace's state tables where they are missing. A
   * server that can't be reached is {@link SinkException.Unavailable} to a call; a login that it
   * refuses, a database that is missing, a server that is not what it has to be or state tables of
   * a Tailrace that this one doesn't know are {@link SinkException.Rejected}, until somebody
   * changes that.
   *
   * @param clock tells when rows are written
   * @throws SinkException.Rejected when the URL is not one; no message has the password
   */
  public static PostgresSink open(String url, PostgresSettings settings, InstantSource clock) {
    return new PostgresSink(new Sessions(Address.of(url, settings), settings), clock);
  }

  /** A new connection to the same database that commits by itself; closed by the caller. */
  public Connection connect() throws SQLException {
    return sessions.connect();
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
    return Obstacles.isSame(one, other, engine.dialect());
  }

  @Override
  public TableState read(TableId table) {
    return with(
        table,
        session -> {
          session.beginSnapshot();
          return StateSchema.isThere(session, engine.dialect(), sessions.what())
              ? new State(session, engine.dialect(), table).read()
              : TableState.none();
        });
  }

  @Override
  public List<String> obstacles(TableId table, List<TargetTable> targets) {
    try {
      return with(
          table,
          session -> {
            session.beginSnapshot();
            List<String> found =
                new ArrayList<>(new Rights(session, table, engine.dialect()).missing(targets));
            if (found.isEmpty()) {
              found.addAll(new Obstacles(session, engine, table).of(targets, sessions.what()));
            }
            return found;
          });
    } catch (SinkException.Rejected e) {
      return List.of(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public CommitOutcome commit(Commit commit) {
    String what = sessions.what(commit.table());
    try {
      return with(
          commit.table(),
          session -> {
            session.begin();
            if (!stateKnown) {
              ServerState.make(session, engine, sessions.what());
            }
            CommitOutcome outcome =
                new CommitWork(session, engine, commit.table(), clock.instant()).run(commit);
            if (outcome instanceof CommitOutcome.Applied) {
              session.commitOrUnknown(what);
              stateKnown = true;
            }
            return outcome;
          });
    } catch (MalformedItemException e) {
      throw SqlFailures.ofChange(what, e);
    }
  }

  @Override
  public LoadOutcome load(DataFileLoad load) {
    return loader.load(load);
  }

  @Override
  public void touchedSince(TableId table, TargetTable target, Instant since, Consumer<Item> keys) {
    TableName shadow = TableName.shadow(target, engine.dialect());
    with(
        table,
        session -> {
          session.beginSnapshot();
          TableShape shape = new Catalogue(session, engine, table).requiredShape(shadow, target);
          new TouchedKeys(session, shadow, shape).since(since, keys);
          return shape;
        });
  }

  /** Something that is done in a session. */
  @FunctionalInterface
  private interface Call<T> {
    T in(Session session) throws SQLException;
  }

  private <T> T with(TableId table, Call<T> call) {
    try (Session session = sessions.open()) {
      try {
        return call.in(session);
      } catch (SQLException e) {
        // The state may be gone with whatever it was, or the server be another one now.
        stateKnown = false;
        if (Failures.isOfConnections(e)) {
          session.discard();
        }
        throw e;
      }
    } catch (SQLException e) {
      throw Failures.ofStatement(sessions.what(table), e);
    }
  }

  /** Closes the connections that are idle; calls at work finish, and then close theirs. */
  @Override
  public void close() {
    sessions.close();
  }

  /** What a column of {@code type} is called here. */
  public static String columnType(ColumnType type) {
    return new PostgresDialect().type(type);
  }
}
