package dev.tailrace.sink.duckdb;

import dev.tailrace.item.MalformedItemException;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.Change;
import dev.tailrace.sink.ChangePages;
import dev.tailrace.sink.DataFileLoad;
import dev.tailrace.sink.LoadOutcome;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Loads data files into shadow tables, each on a connection and in a transaction of its own. */
final class Loader {
  /** Of an incremental export's changes, merged at once. */
  private static final long PAGE_BYTES = 64L << 20;

  private final Sessions sessions;
  private final InstantSource clock;
  private final FilesAtWork atWork = new FilesAtWork();

  Loader(Sessions sessions, InstantSource clock) {
    this.sessions = sessions;
    this.clock = clock;
  }

  LoadOutcome load(DataFileLoad load, TableGate gate) {
    atWork.begin(load);
    try (Session session = sessions.open()) {
      long generation = gate.generation().get();
      return load(load, session, gate, generation);
    } catch (SQLException e) {
      throw Failures.ofLoad(sessions.what(load.table()), load.fileKey(), e);
    } finally {
      atWork.end(load);
    }
  }

  private LoadOutcome load(DataFileLoad load, Session session, TableGate gate, long generation)
      throws SQLException {
    session.begin();
    try {
      Optional<LoadOutcome> early = withoutReading(load, new State(session, load.table()));
      if (early.isPresent()) {
        session.rollBack();
        return early.get();
      }
      long items =
          switch (load.kind()) {
            case FULL -> append(load, session);
            case CHANGES -> merge(load, session);
          };
      return finish(load, session, gate, generation, items);
    } catch (MalformedItemException e) {
      session.rollBack();
      throw Failures.ofItem(load.fileKey(), e);
    } catch (SQLException e) {
      session.rollBack();
      // DuckDB may notice by itself that the shadow table is another one now.
      Optional<String> refusal = refusalNow(load, gate, generation);
      if (refusal.isPresent()) {
        return new LoadOutcome.Refused(refusal.get());
      }
      throw e;
    } catch (RuntimeException | Error e) {
      session.rollBack();
      throw e;
    }
  }

  /** How the load ends when there is no need to read the file. */
  private static Optional<LoadOutcome> withoutReading(DataFileLoad load, State state)
      throws SQLException {
    Optional<String> refusal = state.lifeRefusal(state.row(), load.expectedLifeVersion());
    if (refusal.isPresent()) {
      return Optional.of(new LoadOutcome.Refused(refusal.get()));
    }
    return state.loadedItems(load.fileKey()).map(LoadOutcome.AlreadyLoaded::new);
  }

  private long append(DataFileLoad load, Session session) throws SQLException {
    TableName shadow = TableName.shadow(load.target());
    TableShape shape = new Catalogue(session, load.table()).requiredShape(shadow, load.target());
    ItemRows items = new ItemRows(load, shape, clock.instant());
    new TableWriter(session, shadow).append(items, shape);
    new State(session, load.table()).addFile(load.fileKey(), items.count());
    return items.count();
  }

  private long merge(DataFileLoad load, Session session) throws SQLException {
    TableName shadow = TableName.shadow(load.target());
    Catalogue catalogue = new Catalogue(session, load.table());
    TableShape shape = catalogue.requiredShape(shadow, load.target());
    TableWriter writer = new TableWriter(session, shadow);
    ChangePages pages = new ChangePages(load, PAGE_BYTES);
    List<Change> page = pages.next();
    while (!page.isEmpty()) {
      shape = writer.merge(catalogue, shape, page, clock.instant());
      page = pages.next();
    }
    new State(session, load.table()).addFile(load.fileKey(), pages.count());
    return pages.count();
  }

  private LoadOutcome finish(
      DataFileLoad load, Session session, TableGate gate, long generation, long items)
      throws SQLException {
    gate.lock().readLock().lock();
    try {
      Optional<String> refusal = refusalNow(load, gate, generation);
      if (refusal.isPresent()) {
        session.rollBack();
        return new LoadOutcome.Refused(refusal.get());
      }
      session.commitOrUnknown(sessions.what(load.table()) + ": data file " + load.fileKey());
      return new LoadOutcome.Loaded(items);
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
      State state = new State(fresh, load.table());
      return state.lifeRefusal(state.row(), load.expectedLifeVersion());
    }
  }
}
