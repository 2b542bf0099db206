package dev.tailrace.sink.postgres;

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
import dev.tailrace.sink.sql.StateSchema;
import dev.tailrace.sink.sql.TableName;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Loads data files into shadow tables, each on a connection and in a transaction of its own.
 *
 * <p>The rows go into a temporary table first, for as long as the file takes to be read, and
 * nothing that others need is locked meanwhile. Then the life row is, for sharing, and all is
 * compared once more; a shadow table that was replaced is told by its generation.
 */
final class Loader {
  private final Sessions sessions;
  private final PostgresEngine engine;
  private final InstantSource clock;

  Loader(Sessions sessions, PostgresEngine engine, InstantSource clock) {
    this.sessions = sessions;
    this.engine = engine;
    this.clock = clock;
  }

  /** What the rows are made for. */
  private record Place(TableName shadow, TableShape shape, String generation) {}

  /** How the load ends without reading the file, or where its rows go. */
  private record Start(Optional<LoadOutcome> early, Optional<Place> place) {}

  LoadOutcome load(DataFileLoad load) {
    try {
      Start start = start(load);
      if (start.early().isPresent()) {
        return start.early().get();
      }
      try (Session session = sessions.open()) {
        session.begin();
        return discarding(session, () -> load(load, session, start.place().orElseThrow()));
      }
    } catch (MalformedItemException e) {
      throw SqlFailures.ofItem(load.fileKey(), e);
    } catch (SQLException e) {
      throw Failures.ofLoad(sessions.what(load.table()), load.fileKey(), e);
    }
  }

  @FunctionalInterface
  private interface Call<T> {
    T call() throws SQLException;
  }

  /** Sees to it that a connection that broke is not used again. */
  private static <T> T discarding(Session session, Call<T> call) throws SQLException {
    try {
      return call.call();
    } catch (SQLException e) {
      if (Failures.isOfConnections(e)) {
        session.discard();
      }
      throw e;
    }
  }

  private Start start(DataFileLoad load) throws SQLException {
    try (Session session = sessions.open()) {
      session.begin();
      return discarding(session, () -> start(load, session));
    }
  }

  private Start start(DataFileLoad load, Session session) throws SQLException {
    if (!StateSchema.isThere(session, engine.dialect(), sessions.what())) {
      return new Start(
          Optional.of(
              new LoadOutcome.Refused("%s: nothing is stored of it".formatted(load.table()))),
          Optional.empty());
    }
    State state = new State(session, engine.dialect(), load.table());
    Optional<String> refusal =
        state.refusal(state.life(State.Lock.SHARED), load.expectedLifeVersion());
    if (refusal.isPresent()) {
      return new Start(Optional.of(new LoadOutcome.Refused(refusal.get())), Optional.empty());
    }
    Optional<Long> loaded = state.loadedItems(load.fileKey());
    if (loaded.isPresent()) {
      return new Start(Optional.of(new LoadOutcome.AlreadyLoaded(loaded.get())), Optional.empty());
    }
    Catalogue catalogue = new Catalogue(session, engine, load.table());
    TableName shadow = TableName.shadow(load.target(), engine.dialect());
    TableShape shape = catalogue.requiredShape(shadow, load.target());
    return new Start(
        Optional.empty(), Optional.of(new Place(shadow, shape, generation(catalogue, shadow))));
  }

  private static String generation(Catalogue catalogue, TableName shadow) throws SQLException {
    return catalogue.entry(shadow).map(Catalogue.Entry::generation).orElse("");
  }

  private LoadOutcome load(DataFileLoad load, Session session, Place place) throws SQLException {
    FileRows rows = new FileRows(load, place.shape(), clock.instant());
    Staged staged = engine.stage(session, place.shape(), rows);
    LoadOutcome outcome = finish(load, session, place, staged, rows.count());
    if (outcome instanceof LoadOutcome.Loaded) {
      session.commitOrUnknown(sessions.what(load.table()) + ": data file " + load.fileKey());
    }
    return outcome;
  }

  private LoadOutcome finish(
      DataFileLoad load, Session session, Place place, Staged staged, long items)
      throws SQLException {
    State state = new State(session, engine.dialect(), load.table());
    Catalogue catalogue = new Catalogue(session, engine, load.table());
    Optional<String> refusal =
        state.refusal(state.life(State.Lock.SHARED), load.expectedLifeVersion());
    if (refusal.isPresent()) {
      return new LoadOutcome.Refused(refusal.get());
    }
    if (!generation(catalogue, place.shadow()).equals(place.generation())) {
      return new LoadOutcome.Refused(
          "%s: its shadow table changed while data file %s was loaded"
              .formatted(load.table(), load.fileKey()));
    }
    if (!state.addFile(load.fileKey(), items, staged.wantsPromotion())) {
      return new LoadOutcome.AlreadyLoaded(state.loadedItems(load.fileKey()).orElseThrow());
    }
    engine.allowBuilding(session);
    MergeSql sql = new MergeSql(engine.dialect(), place.shadow(), staged);
    List<String> statements =
        switch (load.kind()) {
          case FULL -> List.of(sql.append());
          case CHANGES -> sql.merge();
        };
    for (String statement : statements) {
      session.execute(statement);
    }
    engine.unstage(session, staged);
    return new LoadOutcome.Loaded(items, staged.drifted());
  }
}
