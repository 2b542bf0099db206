package dev.tailrace.sink.snowflake;

import dev.tailrace.item.Item;
import dev.tailrace.item.MalformedItemException;
import dev.tailrace.projection.ColumnType;
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
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A Snowflake database as a warehouse. Several sinks, in several processes, may write to one
 * database and one table at once.
 *
 * <p>Safe for use by several threads; each call has a session of its own, and waits for one when
 * too many are in use. Commits of one source table take turns; those of different ones don't wait
 * for each other.
 */
public final class SnowflakeSink implements Sink {
  private final Sessions sessions;
  private final Commits commits;
  private final Loader loader;

  private SnowflakeSink(Sessions sessions, InstantSource clock, Optional<ExportStage> stage) {
    this.sessions = sessions;
    this.commits = new Commits(sessions, clock);
    this.loader = new Loader(sessions, clock, stage);
  }

  /**
   * Connects to the database at {@code url}, {@code
   * snowflake://user@account/DATABASE?warehouse=W&role=R}, and makes Tailrace's schema {@code
   * tailrace} in it where that is missing. In the account's place there may be a host, with a port
   * and {@code ssl=off} where it is an emulator. With {@code exportStage=DB.SCHEMA.STAGE}, an
   * external stage over the place that exports are written to, full exports are loaded out of it by
   * the warehouse itself.
   *
   * @param clock tells when rows are written
   * @throws SinkException.Unavailable when the account can't be reached now
   * @throws SinkException.Rejected when the URL or the login is not what it has to be, or the state
   *     tables are of a Tailrace that this one doesn't know; no message has a secret
   */
  public static SnowflakeSink open(String url, SnowflakeSettings settings, InstantSource clock) {
    return open(url, settings, clock, Optional.empty());
  }

  /** With a stage that is known without asking, if there is one. */
  static SnowflakeSink open(
      String url, SnowflakeSettings settings, InstantSource clock, Optional<ExportStage> known) {
    Address address = Address.of(url, settings);
    Sessions sessions = new Sessions(address);
    try {
      StateSchema.create(sessions);
      return new SnowflakeSink(
          sessions, clock, known.isPresent() ? known : stage(sessions, address));
    } catch (SQLException e) {
      sessions.close();
      throw Failures.ofOpen(address.toString(), e);
    } catch (RuntimeException e) {
      sessions.close();
      throw e;
    }
  }

  private static Optional<ExportStage> stage(Sessions sessions, Address address)
      throws SQLException {
    if (address.exportStage().isEmpty()) {
      return Optional.empty();
    }
    try (Session session = sessions.open()) {
      return Optional.of(
          ExportStage.find(session, address.toString(), address.exportStage().get()));
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
    return with(
        table,
        session ->
            new Swaps(sessions, table)
                .settled(session)
                .map(Snapshot::state)
                .orElse(TableState.none()));
  }

  @Override
  public CommitOutcome commit(Commit commit) {
    try {
      return with(commit.table(), session -> commits.commit(session, commit));
    } catch (MalformedItemException e) {
      throw Failures.ofChange(sessions.what(commit.table()), e);
    }
  }

  @Override
  public LoadOutcome load(DataFileLoad load) {
    return with(load.table(), session -> loader.load(session, load));
  }

  @Override
  public void touchedSince(TableId table, TargetTable target, Instant since, Consumer<Item> keys) {
    with(
        table,
        session -> {
          Optional<Snapshot> stored = new Swaps(sessions, table).settled(session);
          Entry shadow =
              new Tables(session, table)
                  .required(stored.flatMap(s -> s.entry(target, Entry.Role.SHADOW)), target);
          new TouchedKeys(session, shadow.table(), shadow.shape()).since(since, keys);
          return shadow;
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
        session.giveUp();
        throw e;
      }
    } catch (SQLException e) {
      throw Failures.ofStatement(sessions.what(table), e);
    } catch (UncheckedIOException e) {
      throw Failures.ofFile(sessions.what(table), e);
    }
  }

  /** Logs the idle sessions out; calls at work finish, and then log theirs out. */
  @Override
  public void close() {
    sessions.close();
  }

  /** What a column of {@code type} is called here. */
  public static String columnType(ColumnType type) {
    return Sql.type(type);
  }
}
