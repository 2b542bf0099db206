package dev.tailrace.sink.dynamodb;

import dev.tailrace.item.MalformedItemException;
import dev.tailrace.sink.Change;
import dev.tailrace.sink.ChangePages;
import dev.tailrace.sink.DataFileException;
import dev.tailrace.sink.DataFileLoad;
import dev.tailrace.sink.ItemReader;
import dev.tailrace.sink.LoadOutcome;
import dev.tailrace.sink.RowChange;
import dev.tailrace.sink.SinkException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Loads data files. A file's items are read to the end first, then written, then the file is noted
 * as loaded; after a crash in between, it is written again. Safe for use by several threads.
 */
final class Loader {
  private static final long PAGE_BYTES = 16L * 1024 * 1024;

  private final Parts parts;

  Loader(Parts parts) {
    this.parts = parts;
  }

  LoadOutcome load(DataFileLoad load) {
    TableItem before = now(load);
    Optional<LoadOutcome> early = withoutReading(load, before, before);
    if (early.isPresent()) {
      return early.get();
    }
    Target target = parts.targets().required(load.table(), load.target());
    try (Spool spool = Spool.of(load);
        ItemReader items = spool.items()) {
      write(load, target, items, fence(load, before));
      return note(load, before, spool.count());
    } catch (Fence.Stale e) {
      return new LoadOutcome.Refused(e.reason());
    } catch (MalformedItemException e) {
      throw new DataFileException("data file %s: %s".formatted(load.fileKey(), e.getMessage()), e);
    } catch (UncheckedIOException e) {
      throw new SinkException.Unavailable(
          "data file %s: %s".formatted(load.fileKey(), e.getMessage()), e);
    }
  }

  private TableItem now(DataFileLoad load) {
    return parts.state().get(TableItem.key(load.table())).map(TableItem::of).orElse(TableItem.NONE);
  }

  /** How the load ends when there is no need to go on. */
  private Optional<LoadOutcome> withoutReading(DataFileLoad load, TableItem before, TableItem now) {
    Optional<String> refusal = refusal(load, before, now);
    if (refusal.isPresent()) {
      return Optional.of(new LoadOutcome.Refused(refusal.get()));
    }
    return new LoadedFiles(parts.state(), load.table())
        .items(now.fileGeneration(), load.fileKey())
        .map(LoadOutcome.AlreadyLoaded::new);
  }

  private static Optional<String> refusal(DataFileLoad load, TableItem before, TableItem now) {
    if (now.version() != load.expectedLifeVersion()) {
      return Optional.of(
          "%s: its life is at version %d, not %d"
              .formatted(load.table(), now.version(), load.expectedLifeVersion()));
    }
    return now.fileGeneration() == before.fileGeneration()
        ? Optional.empty()
        : Optional.of(
            "%s: its target table was made again while data file %s was loaded"
                .formatted(load.table(), load.fileKey()));
  }

  private Fence fence(DataFileLoad load, TableItem before) {
    // Reading the file took its time, so that the first request is behind a look.
    long longAgo = parts.nanos().getAsLong() - parts.checkEvery().toNanos();
    return new Fence(
        () -> refusal(load, before, now(load)),
        parts.checkEvery(),
        parts.nanos(),
        longAgo,
        before.sameLifeAndFiles(load.table(), parts.state().name()));
  }

  private void write(DataFileLoad load, Target target, ItemReader items, Fence fence) {
    DataFileLoad spooled =
        new DataFileLoad(
            load.table(),
            load.expectedLifeVersion(),
            load.target(),
            load.fileKey(),
            load.exportTime(),
            load.kind(),
            items);
    ChangePages pages = new ChangePages(spooled, PAGE_BYTES);
    for (List<Change> page = pages.next(); !page.isEmpty(); page = pages.next()) {
      List<RowChange> changes =
          switch (load.kind()) {
            case FULL -> all(page);
            case CHANGES -> RowChange.of(load.target(), page);
          };
      parts.writer().write(load.table(), target.name(), load.target(), changes, fence);
    }
  }

  /** The items of a full export were chosen for this target, and each has a key of its own. */
  private static List<RowChange> all(List<Change> page) {
    List<RowChange> all = new ArrayList<>();
    page.forEach(c -> all.add(new RowChange(c, RowChange.Kind.PUT, true, Optional.empty())));
    return all;
  }

  private LoadOutcome note(DataFileLoad load, TableItem before, long items) {
    LoadedFiles files = new LoadedFiles(parts.state(), load.table());
    boolean noted =
        parts
            .state()
            .transact(
                List.of(
                    before.sameLifeAndFiles(load.table(), parts.state().name()),
                    files.record(before.fileGeneration(), load.fileKey(), items)));
    if (noted) {
      return new LoadOutcome.Loaded(items);
    }
    return withoutReading(load, before, now(load))
        .orElseThrow(
            () ->
                new SinkException.Unavailable(
                    "data file %s: its note could not be written".formatted(load.fileKey()),
                    new IllegalStateException()));
  }
}
