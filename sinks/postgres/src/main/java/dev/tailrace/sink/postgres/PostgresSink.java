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
import dev.tailrace.sink.sql.Session;
import dev.tailrace.sink.sql.SqlFailures;
import dev.tailrace.sink.sql.State;
import dev.tailrace.sink.sql.TableName;
import dev.tailrace.sink.sql.TouchedKeys;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
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
  private final Sessions sessions;
  private final PostgresEngine engine;
  private final InstantSource clock;
  private final Loader loader;

  private PostgresSink(Sessions sessions, InstantSource clock) {
    this.sessions = sessions;
    this.engine = new PostgresEngine(sessions);
    this.clock = clock;
    this.loader = new Loader(sessions, engine, clock);
  }

  /**
   * Connects to the database at {@code url}, {@code postgres://user:password@host:port/database},
   * and makes Tailrace's state tables where they are missing. Parameters behind a question mark go
   * to the driver, {@code sslmode=verify-full} among them.
   *
   * @param clock tells when rows are written
   * @throws SinkException.Unavailable when the server can't be reached now
   * @throws SinkException.Rejected when the URL, the login or the server is not what it has to be,
   *     or the state tables are of a Tailrace that this one doesn't know; no message has the
   *     password
   */
  public static PostgresSink open(String url, PostgresSettings settings, InstantSource clock) {
    Address address = Address.of(url, settings);
    Sessions sessions = new Sessions(address, settings);
    try {
      ServerState.prepare(sessions, new PostgresDialect());
      return new PostgresSink(sessions, clock);
    } catch (SQLException e) {
      sessions.close();
      throw Failures.ofOpen(address.toString(), e);
    } catch (RuntimeException e) {
      sessions.close();
      throw e;
    }
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
  public TableState read(TableId table) {
    try (Session session = sessions.open()) {
      session.beginSnapshot();
      return new State(session, engine.dialect(), table).read();
    } catch (SQLException e) {
      throw Failures.ofStatement(sessions.what(table), e);
    }
  }

  @Override
  public CommitOutcome commit(Commit commit) {
    String what = sessions.what(commit.table());
    try (Session session = sessions.open()) {
      session.begin();
      CommitOutcome outcome =
          new CommitWork(session, engine, commit.table(), clock.instant()).run(commit);
      return switch (outcome) {
        case CommitOutcome.Refused r -> r;
        case CommitOutcome.Applied a -> {
          session.commitOrUnknown(what);
          yield a;
        }
      };
    } catch (SQLException e) {
      throw Failures.ofStatement(what, e);
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
    try (Session session = sessions.open()) {
      session.beginSnapshot();
      TableShape shape = new Catalogue(session, engine, table).requiredShape(shadow, target);
      new TouchedKeys(session, shadow, shape).since(since, keys);
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
