package dev.tailrace.sink.postgres;

import dev.tailrace.item.MalformedItemException;
import dev.tailrace.item.Utf8Buffer;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.DataFileLoad;
import dev.tailrace.sink.ItemReader;
import dev.tailrace.sink.LifeRow;
import dev.tailrace.sink.LoadOutcome;
import dev.tailrace.sink.SequenceNumber;
import java.sql.SQLException;
import java.time.InstantSource;
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
  private final InstantSource clock;

  Loader(Sessions sessions, InstantSource clock) {
    this.sessions = sessions;
    this.clock = clock;
  }

  /** What the rows are made for. */
  private record Place(TableName shadow, TableShape shape, long generation) {}

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
        return load(load, session, start.place().orElseThrow());
      }
    } catch (MalformedItemException e) {
      throw Failures.ofItem(load.fileKey(), e);
    } catch (SQLException e) {
      throw Failures.ofLoad(sessions.what(load.table()), load.fileKey(), e);
    }
  }

  private Start start(DataFileLoad load) throws SQLException {
    try (Session session = sessions.open()) {
      session.begin();
      State state = new State(session, load.table());
      Optional<String> refusal = state.refusal(state.lockedLife(false), load.expectedLifeVersion());
      if (refusal.isPresent()) {
        return new Start(Optional.of(new LoadOutcome.Refused(refusal.get())), Optional.empty());
      }
      Optional<Long> loaded = state.loadedItems(load.fileKey());
      if (loaded.isPresent()) {
        return new Start(
            Optional.of(new LoadOutcome.AlreadyLoaded(loaded.get())), Optional.empty());
      }
      Catalogue catalogue = new Catalogue(session, load.table());
      TableName shadow = TableName.shadow(load.target());
      TableShape shape = catalogue.requiredShape(shadow, load.target());
      return new Start(
          Optional.empty(), Optional.of(new Place(shadow, shape, generation(catalogue, shadow))));
    }
  }

  private static long generation(Catalogue catalogue, TableName shadow) throws SQLException {
    return catalogue.entry(shadow).map(Catalogue.Entry::generation).orElse(-1L);
  }

  private LoadOutcome load(DataFileLoad load, Session session, Place place) throws SQLException {
    LoadOutcome outcome;
    RowEncoder rows = new RowEncoder(place.shape(), clock.instant(), new Utf8Buffer(1 << 17));
    Optional<SequenceNumber> sequence = sequence(load.kind());
    try (Staging staging = new Staging(session, place.shape())) {
      ItemReader items = load.items();
      while (items.next()) {
        rows.add(
            items.bytes(), items.from(), items.to(), sequence, load.exportTime(), items.isDelete());
        staging.send(rows);
      }
      staging.end(rows);
      outcome = finish(load, session, place, staging, rows);
    }
    if (outcome instanceof LoadOutcome.Loaded) {
      session.commitOrUnknown(sessions.what(load.table()) + ": data file " + load.fileKey());
    }
    return outcome;
  }

  /** As {@link dev.tailrace.sink.ChangePages} has it for changes that come from no shard. */
  private static Optional<SequenceNumber> sequence(DataFileLoad.Kind kind) {
    return switch (kind) {
      case FULL -> Optional.empty();
      case CHANGES -> Optional.of(SequenceNumber.of("0"));
    };
  }

  private static LoadOutcome finish(
      DataFileLoad load, Session session, Place place, Staging staging, RowEncoder rows)
      throws SQLException {
    State state = new State(session, load.table());
    Catalogue catalogue = new Catalogue(session, load.table());
    LifeRow life = state.lockedLife(false);
    Optional<String> refusal = state.refusal(life, load.expectedLifeVersion());
    if (refusal.isPresent()) {
      return new LoadOutcome.Refused(refusal.get());
    }
    if (generation(catalogue, place.shadow()) != place.generation()) {
      return new LoadOutcome.Refused(
          "%s: its shadow table changed while data file %s was loaded"
              .formatted(load.table(), load.fileKey()));
    }
    if (!state.addFile(load.fileKey(), rows.rows())) {
      return new LoadOutcome.AlreadyLoaded(state.loadedItems(load.fileKey()).orElseThrow());
    }
    session.allowBuilding();
    boolean replace =
        switch (load.kind()) {
          case FULL -> false;
          case CHANGES -> true;
        };
    staging.moveInto(place.shadow(), rows, replace);
    if (!rows.unknown().isEmpty()) {
      catalogue.noteColumnsMissing(place.shadow(), true);
    }
    return new LoadOutcome.Loaded(rows.rows());
  }
}
