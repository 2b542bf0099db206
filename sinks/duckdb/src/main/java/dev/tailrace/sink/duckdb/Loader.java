package dev.tailrace.sink.duckdb;

import dev.tailrace.item.MalformedItemException;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.DataFileLoad;
import dev.tailrace.sink.LoadOutcome;
import dev.tailrace.sink.sql.Catalogue;
import dev.tailrace.sink.sql.FileRows;
import dev.tailrace.sink.sql.MergeSql;
import dev.tailrace.sink.sql.Session;
import dev.tailrace.sink.sql.SqlFailures;
import dev.tailrace.sink.sql.Staged;
import dev.tailrace.sink.sql.State;
import dev.tailrace.sink.sql.TableName;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Optional;

/** Loads data files into shadow tables, each on a connection and in a transaction of its own. */
final class Loader {
  private final OpenFile open;
  private final Sessions sessions;
  private final DuckDbEngine engine;
  private final InstantSource clock;

  /** For loads into a file while it is open. */
  Loader(OpenFile open, InstantSource clock) {
    this.open = open;
    this.sessions = open.sessions();
    this.engine = open.engine();
    this.clock = clock;
  }

  LoadOutcome load(DataFileLoad load, TableGate gate) throws SQLException {
    try (Session session = sessions.open()) {
      long generation = gate.generation().get();
      return load(load, session, gate, generation);
    }
  }

  private LoadOutcome load(DataFileLoad load, Session session, TableGate gate, long generation)
      throws SQLException {
    session.begin();
    try {
      if (!open.hasState(session)) {
        return new LoadOutcome.Refused(
            "%s: nothing is stored of it, and its life was to be at version %d"
                .formatted(load.table(), load.expectedLifeVersion()));
      }
      State state = state(session, load);
      Optional<LoadOutcome> early = withoutReading(load, state);
      if (early.isPresent()) {
        return early.get();
      }
      TableName shadow = TableName.shadow(load.target(), engine.dialect());
      TableShape shape =
          new Catalogue(session, engine, load.table()).requiredShape(shadow, load.target());
      FileRows rows = new FileRows(load, shape, clock.instant());
      Staged loaded =
          switch (load.kind()) {
            case FULL -> engine.append(session, shadow, shape, rows);
            case CHANGES -> merge(session, shadow, shape, rows);
          };
      state.addFile(load.fileKey(), rows.count(), loaded.wantsPromotion());
      return finish(
          load, session, gate, generation, new LoadOutcome.Loaded(rows.count(), loaded.drifted()));
    } catch (MalformedItemException e) {
      throw SqlFailures.ofItem(load.fileKey(), e);
    } catch (SQLException e) {
      // DuckDB may notice by itself that the shadow table is another one now.
      Optional<String> refusal = refusalNow(load, gate, generation);
      if (refusal.isPresent()) {
        return new LoadOutcome.Refused(refusal.get());
      }
      throw e;
    }
  }

  private State state(Session session, DataFileLoad load) {
    return new State(session, engine.dialect(), load.table());
  }

  /** How the load ends when there is no need to read the file. */
  private static Optional<LoadOutcome> withoutReading(DataFileLoad load, State state)
      throws SQLException {
    Optional<String> refusal =
        state.refusal(state.life(State.Lock.NONE), load.expectedLifeVersion());
    if (refusal.isPresent()) {
      return Optional.of(new LoadOutcome.Refused(refusal.get()));
    }
    return state.loadedItems(load.fileKey()).map(LoadOutcome.AlreadyLoaded::new);
  }

  private Staged merge(Session session, TableName shadow, TableShape shape, FileRows rows)
      throws SQLException {
    Staged staged = engine.stage(session, shape, rows);
    for (String statement : new MergeSql(engine.dialect(), shadow, staged).merge()) {
      session.execute(statement);
    }
    engine.unstage(session, staged);
    return staged;
  }

  private LoadOutcome finish(
      DataFileLoad load,
      Session session,
      TableGate gate,
      long generation,
      LoadOutcome.Loaded loaded)
      throws SQLException {
    gate.lock().readLock().lock();
    try {
      Optional<String> refusal = refusalNow(load, gate, generation);
      if (refusal.isPresent()) {
        return new LoadOutcome.Refused(refusal.get());
      }
      session.commitOrUnknown(sessions.what(load.table()) + ": data file " + load.fileKey());
      return loaded;
    } finally {
      gate.lock().readLock().unlock();
    }
  }

  /** Looks with a session of its own: the load's still sees the file as it was at its start. */
  private Optional<String> refusalNow(DataFileLoad load, TableGate gate, long generation)
      throws SQLException {
    if (gate.generation().get() != generation) {
      return Optional.of(
          "%s: its life or its shadow table changed while data file %s was loaded"
              .formatted(load.table(), load.fileKey()));
    }
    try (Session fresh = sessions.open()) {
      State state = state(fresh, load);
      return state.refusal(state.life(State.Lock.NONE), load.expectedLifeVersion());
    }
  }
}
