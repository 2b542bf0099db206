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
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
  private final Address address;
  private volatile boolean stateKnown;

  private SnowflakeSink(
      Sessions sessions, InstantSource clock, Address address, Optional<ExportStage> known) {
    this.sessions = sessions;
    this.address = address;
    this.commits = new Commits(sessions, clock);
    this.loader = new Loader(sessions, clock, address, known);
  }

  /**
   * The sink of the database at {@code url}, {@code
   * snowflake://user@account/DATABASE?warehouse=W&role=R}. The first call logs in; the first commit
   * makes Tailrace's schema {@code tailrace} where that is missing. In the account's place there
   * may be a host, with a port and {@code ssl=off} where it is an emulator. With {@code
   * exportStage=DB.SCHEMA.STAGE}, an external stage over the place that exports are written to,
   * full exports are loaded out of it by the warehouse itself.
   *
   * <p>An account that can't be reached is {@link SinkException.Unavailable} to a call; a login
   * that it refuses, and state tables of a Tailrace that this one doesn't know, are {@link
   * SinkException.Rejected}, until somebody changes that.
   *
   * @param clock tells when rows are written
   * @throws SinkException.Rejected when the URL is not what it has to be; no message has a secret
   */
  public static SnowflakeSink open(String url, SnowflakeSettings settings, InstantSource clock) {
    return open(url, settings, clock, Optional.empty());
  }

  /** With a stage that is known without asking, if there is one. */
  static SnowflakeSink open(
      String url, SnowflakeSettings settings, InstantSource clock, Optional<ExportStage> known) {
    Address address = Address.of(url, settings);
    return new SnowflakeSink(new Sessions(address), clock, address, known);
  }

  /** A new connection to the same database that commits by itself; closed by the caller. */
  public Connection connect() throws SQLException {
    return sessions.connect();
  }

  @Override
  public Guarantee guarantee() {
    return Guarantee.EXACTLY_ONCE;
  }

  /** Never: each look would keep a warehouse awake that is suspended otherwise. */
  @Override
  public Duration verifyEvery() {
    return Duration.ZERO;
  }

  @Override
  public TableState read(TableId table) {
    return with(
        table,
        session ->
            isStateThere(session)
                ? new Swaps(sessions, table)
                    .settled(session)
                    .map(Snapshot::state)
                    .orElse(TableState.none())
                : TableState.none());
  }

  /** Asked until it is so: each question costs a query. */
  private boolean isStateThere(Session session) throws SQLException {
    if (!stateKnown && StateSchema.isThere(session, sessions.what())) {
      stateKnown = true;
    }
    return stateKnown;
  }

  @Override
  public List<String> obstacles(TableId table, List<TargetTable> targets) {
    try {
      return with(
          table,
          session -> {
            Set<String> found = new LinkedHashSet<>(missing(session));
            if (found.isEmpty()) {
              boolean schema = isStateThere(session);
              Optional<Snapshot> stored =
                  schema ? new State(session, table).read() : Optional.empty();
              Tables tables = new Tables(session, table);
              Set<String> names = new HashSet<>();
              for (TargetTable target : targets) {
                if (!names.add(target.toString())) {
                  found.add(
                      "%s: two of its targets are %s; give one of them another name"
                          .formatted(table, target));
                }
                tables.obstacle(target, stored, schema).ifPresent(found::add);
              }
              if (address.exportStage().isPresent()) {
                // Rejected where it is not there, with what to do.
                ExportStage.find(session, address.toString(), address.exportStage().get());
              }
            }
            return List.copyOf(found);
          });
    } catch (SinkException.Rejected e) {
      return List.of(String.valueOf(e.getMessage()));
    }
  }

  /** A login succeeds where the database does not exist. */
  private List<String> missing(Session session) throws SQLException {
    List<String> missing = new ArrayList<>();
    session.forEach(
        r -> {
          if (r.getString(1) == null) {
            missing.add(
                "%s: there is no such database, or the role may not use it; make it, or GRANT USAGE ON DATABASE %s to the role"
                    .formatted(address, address.database()));
          }
        },
        "SELECT CURRENT_DATABASE()");
    return missing;
  }

  @Override
  public CommitOutcome commit(Commit commit) {
    try {
      return with(
          commit.table(),
          session -> {
            if (!isStateThere(session)) {
              if (commit.expectedLifeVersion() > 0) {
                return new CommitOutcome.Refused(
                    "%s: nothing is stored of it any more".formatted(commit.table()));
              }
              StateSchema.create(session);
            }
            return commits.commit(session, commit);
          });
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
        stateKnown = false;
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
