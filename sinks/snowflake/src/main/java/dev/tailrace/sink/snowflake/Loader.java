package dev.tailrace.sink.snowflake;

import dev.tailrace.item.Item;
import dev.tailrace.item.ItemKey;
import dev.tailrace.item.MalformedItemException;
import dev.tailrace.sink.ChangePages;
import dev.tailrace.sink.DataFileLoad;
import dev.tailrace.sink.ItemReader;
import dev.tailrace.sink.LoadOutcome;
import dev.tailrace.sink.MetadataWriter;
import dev.tailrace.sink.RowChange;
import dev.tailrace.sink.TargetTable;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Loads data files into shadow tables. The rows are staged while the file is read, here or by the
 * warehouse, and nothing that others need is locked meanwhile; then one transaction compares and
 * takes them in.
 */
final class Loader {
  private static final long PAGE_BYTES = 4L << 20;

  private final Sessions sessions;
  private final InstantSource clock;
  private final Address address;
  private Optional<PushDown> pushDown = Optional.empty();

  Loader(Sessions sessions, InstantSource clock, Address address, Optional<ExportStage> known) {
    this.sessions = sessions;
    this.clock = clock;
    this.address = address;
    this.pushDown = known.map(s -> new PushDown(sessions, s));
  }

  /** Over the stage, which the first load looks for. */
  private synchronized Optional<PushDown> pushDown(Session session) throws SQLException {
    if (pushDown.isEmpty() && address.exportStage().isPresent()) {
      ExportStage stage =
          ExportStage.find(session, address.toString(), address.exportStage().get());
      pushDown = Optional.of(new PushDown(sessions, stage));
    }
    return pushDown;
  }

  /** Rows that are ready, and wait for the transaction. */
  private interface Ready {
    void take(TableWriter writer) throws SQLException;

    long items();

    long drifted();

    /** Whether some value may need a column that is not there. */
    boolean columnsMissing();
  }

  LoadOutcome load(Session session, DataFileLoad load) throws SQLException {
    try {
      return loadOrFail(session, load);
    } catch (MalformedItemException e) {
      throw Failures.ofItem(load.fileKey(), e);
    }
  }

  private LoadOutcome loadOrFail(Session session, DataFileLoad load) throws SQLException {
    Optional<Snapshot> stored = new Swaps(sessions, load.table()).settled(session);
    Optional<LoadOutcome> early = early(stored, load);
    if (early.isPresent()) {
      return early.get();
    }
    Snapshot before = stored.orElseThrow();
    Tables tables = new Tables(session, load.table());
    Entry shadow = tables.required(before.entry(load.target(), Entry.Role.SHADOW), load.target());
    tables.complete(shadow);
    Instant now = clock.instant();
    Optional<PushDown> down = pushDown(session);
    if (down.isPresent()) {
      Optional<StoredRows> rows = down.get().rows(session, load, shadow.shape(), now);
      if (rows.isPresent()) {
        return finishStored(session, load, before, shadow, rows.get());
      }
    }
    StagingTable staging = session.staging();
    try (RowEncoder rows = new RowEncoder(shadow.shape(), now)) {
      long items = encode(load, rows);
      staging.copy(rows.file().finish());
      return finish(session, load, before, shadow, ready(load, staging, rows, items));
    }
  }

  private LoadOutcome finishStored(
      Session session, DataFileLoad load, Snapshot before, Entry shadow, StoredRows rows)
      throws SQLException {
    try {
      LoadOutcome outcome = finish(session, load, before, shadow, ready(rows));
      // Their table is dropped by DDL, which would commit what was begun.
      session.rollBack();
      rows.drop();
      return outcome;
    } catch (SQLException | RuntimeException e) {
      session.giveUp();
      throw e;
    }
  }

  private static Ready ready(StoredRows rows) {
    return new Ready() {
      @Override
      public void take(TableWriter writer) throws SQLException {
        writer.append(rows);
      }

      @Override
      public long items() {
        return rows.items();
      }

      @Override
      public long drifted() {
        return rows.drifted();
      }

      @Override
      public boolean columnsMissing() {
        return rows.columnsMissing();
      }
    };
  }

  private static Ready ready(DataFileLoad load, StagingTable staging, RowEncoder rows, long items) {
    return new Ready() {
      @Override
      public void take(TableWriter writer) throws SQLException {
        switch (load.kind()) {
          case FULL -> writer.append(staging, rows);
          case CHANGES -> writer.merge(staging, rows);
        }
      }

      @Override
      public long items() {
        return items;
      }

      @Override
      public long drifted() {
        return rows.drifted();
      }

      @Override
      public boolean columnsMissing() {
        return !Tables.addable(rows.shape(), rows.unknown()).isEmpty();
      }
    };
  }

  private static Optional<LoadOutcome> early(Optional<Snapshot> stored, DataFileLoad load) {
    if (stored.isEmpty()) {
      String reason = load.table() + ": its life is at version 0";
      return Optional.of(new LoadOutcome.Refused(reason));
    }
    Optional<String> refusal = stored.get().refusal(load.expectedLifeVersion());
    if (refusal.isPresent()) {
      return Optional.of(new LoadOutcome.Refused(refusal.get()));
    }
    return Optional.ofNullable(stored.get().files().get(load.fileKey()))
        .map(LoadOutcome.AlreadyLoaded::new);
  }

  private static long encode(DataFileLoad load, RowEncoder rows) {
    return switch (load.kind()) {
      case FULL -> encodeItems(load, rows);
      case CHANGES -> encodeChanges(load, rows);
    };
  }

  private static long encodeItems(DataFileLoad load, RowEncoder rows) {
    long exportTimeMicros = MetadataWriter.micros(load.exportTime());
    TargetTable target = load.target();
    ItemReader items = load.items();
    long count = 0;
    while (items.next()) {
      Item item = Item.slice(items.bytes(), items.from(), items.to());
      // A file with an item that lacks its key is damaged, wherever the item goes.
      ItemKey.of(target.key(), item);
      if (target.route().takes(item)) {
        rows.addLoaded(item, exportTimeMicros);
      }
      count++;
    }
    return count;
  }

  private static long encodeChanges(DataFileLoad load, RowEncoder rows) {
    ChangePages pages = new ChangePages(load, PAGE_BYTES);
    for (var page = pages.next(); !page.isEmpty(); page = pages.next()) {
      List<RowChange> changes = RowChange.of(load.target(), page);
      rows.add(changes);
    }
    return pages.count();
  }

  private LoadOutcome finish(
      Session session, DataFileLoad load, Snapshot before, Entry shadow, Ready rows)
      throws SQLException {
    State state = new State(session, load.table());
    Snapshot locked = state.lock();
    Optional<String> refusal = locked.refusal(load.expectedLifeVersion());
    if (refusal.isPresent()) {
      return new LoadOutcome.Refused(refusal.get());
    }
    Optional<Entry> now = locked.entry(shadow.table());
    if (locked.generation() != before.generation() || now.isEmpty()) {
      return new LoadOutcome.Refused(
          "%s: its shadow table changed while data file %s was loaded"
              .formatted(load.table(), load.fileKey()));
    }
    Optional<Long> loaded = state.loadedItems(load.fileKey());
    if (loaded.isPresent()) {
      return new LoadOutcome.AlreadyLoaded(loaded.get());
    }
    rows.take(new TableWriter(session, shadow.table()));
    state.addFile(load.fileKey(), rows.items());
    if (rows.columnsMissing() && !now.get().columnsMissing()) {
      state.put(now.get().withColumnsMissing(true));
    }
    state.commit(sessions.what(load.table()) + ": data file " + load.fileKey());
    return new LoadOutcome.Loaded(rows.items(), rows.drifted());
  }
}
