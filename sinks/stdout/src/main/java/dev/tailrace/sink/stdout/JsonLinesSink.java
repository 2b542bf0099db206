package dev.tailrace.sink.stdout;

import dev.tailrace.item.Item;
import dev.tailrace.item.ItemKey;
import dev.tailrace.item.MalformedItemException;
import dev.tailrace.sink.Change;
import dev.tailrace.sink.ChangePages;
import dev.tailrace.sink.Commit;
import dev.tailrace.sink.CommitOutcome;
import dev.tailrace.sink.DataFileException;
import dev.tailrace.sink.DataFileLoad;
import dev.tailrace.sink.Guarantee;
import dev.tailrace.sink.ItemReader;
import dev.tailrace.sink.LoadOutcome;
import dev.tailrace.sink.Sink;
import dev.tailrace.sink.TableId;
import dev.tailrace.sink.TableState;
import dev.tailrace.sink.TargetTable;
import dev.tailrace.sink.Work;
import java.io.OutputStream;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Prints what happens, a line of JSON each, when it is committed:
 *
 * <pre>{@code
 * {"table":"orders","op":"load","committed_at":"…","item":{"id":"a","n":1}}
 * {"table":"orders","op":"upsert","sequence":"…","committed_at":"…","item":{"id":"a","n":2}}
 * {"table":"orders","op":"delete","sequence":"…","committed_at":"…","key":{"id":"a"}}
 * }</pre>
 *
 * <p>The table is the source's; where its items have several routes, a {@code target} beside it
 * names the one that a line is for. The op of a delete by time to live is {@code expire}. Items are
 * plain JSON. A table's options, for deletes and history say, change nothing here: each change is a
 * line.
 *
 * <p>While an export is loaded, the stream's changes are printed among its items as they come. The
 * stream is read from before the export on, so a key's last line with a {@code sequence} is its
 * latest, and its loaded line counts only where it has no other. What a repair finds in an
 * incremental export has the sequence 0.
 *
 * <p>The state lives as long as the process: another run begins with a new backfill. A failure to
 * write is {@link dev.tailrace.sink.SinkException.Rejected}, for whoever read is gone; some lines
 * may be out then. Lines of a data file that turns out to be damaged are out too, and come again
 * when it is read again. Safe for use by several threads.
 */
public final class JsonLinesSink implements Sink {
  private static final long PAGE_BYTES = 1L << 20;

  private final Map<TableId, TableMemory> tables = new HashMap<>();
  private final Lines lines;

  /** Prints to {@code out}, which it flushes after each commit and never closes. */
  public JsonLinesSink(OutputStream out) {
    this.lines = new Lines(out);
  }

  @Override
  public boolean isClosedForGood() {
    return lines.areLost();
  }

  @Override
  public Guarantee guarantee() {
    return Guarantee.AT_LEAST_ONCE;
  }

  @Override
  public synchronized TableState read(TableId table) {
    return memory(table).view();
  }

  private TableMemory memory(TableId table) {
    return tables.computeIfAbsent(table, t -> new TableMemory());
  }

  @Override
  public synchronized CommitOutcome commit(Commit commit) {
    TableMemory memory = memory(commit.table());
    Optional<String> refusal = memory.refusal(commit);
    if (refusal.isPresent()) {
      return new CommitOutcome.Refused(refusal.get());
    }
    for (Work work : commit.work()) {
      switch (work) {
        case Work.Merge w -> print(commit.table(), w.target(), w.changes());
        case Work.AppendLog w -> {
          w.changes().forEach(c -> lines.print(commit.table(), c));
          memory.append(w.changes().size());
        }
        case Work.CreateShadow w -> memory.forgetFiles();
        case Work.CopyShadow w -> memory.forgetFiles();
        case Work.Swap w -> memory.forgetFiles();
        // What is in the log has been printed.
        case Work.ApplyLog w -> {}
        case Work.ForgetLog w -> {}
      }
    }
    lines.flush();
    memory.move(commit);
    return new CommitOutcome.Applied(memory.logEnd());
  }

  private void print(TableId table, TargetTable target, List<Change> changes) {
    for (Change change : changes) {
      target
          .route()
          .apply(change, target.key())
          .ifPresent(routed -> lines.print(table, target, routed));
    }
  }

  @Override
  public LoadOutcome load(DataFileLoad load) {
    Optional<LoadOutcome> early = withoutReading(load);
    if (early.isPresent()) {
      return early.get();
    }
    long items;
    try {
      items =
          switch (load.kind()) {
            case FULL -> printItems(load);
            case CHANGES -> printChanges(load);
          };
    } catch (MalformedItemException e) {
      throw new DataFileException("data file " + load.fileKey() + ": " + e.getMessage(), e);
    }
    synchronized (this) {
      Optional<LoadOutcome> late = withoutReading(load);
      lines.flush();
      if (late.isEmpty()) {
        memory(load.table()).addFile(load.fileKey(), items);
      }
      return late.orElse(new LoadOutcome.Loaded(items));
    }
  }

  private synchronized Optional<LoadOutcome> withoutReading(DataFileLoad load) {
    TableMemory memory = memory(load.table());
    Optional<String> refusal = memory.lifeRefusal(load.table(), load.expectedLifeVersion());
    return refusal
        .<LoadOutcome>map(LoadOutcome.Refused::new)
        .or(() -> memory.loadedItems(load.fileKey()).map(LoadOutcome.AlreadyLoaded::new));
  }

  private long printItems(DataFileLoad load) {
    ItemReader items = load.items();
    long count = 0;
    while (items.next()) {
      Item item = Item.slice(items.bytes(), items.from(), items.to());
      ItemKey key = ItemKey.of(load.target().key(), item);
      assert key.length() > 0;
      synchronized (this) {
        lines.printLoaded(load.table(), load.target(), item, load.exportTime());
      }
      count++;
    }
    return count;
  }

  private long printChanges(DataFileLoad load) {
    ChangePages pages = new ChangePages(load, PAGE_BYTES);
    List<Change> page = pages.next();
    while (!page.isEmpty()) {
      synchronized (this) {
        print(load.table(), load.target(), page);
      }
      page = pages.next();
    }
    return pages.count();
  }

  /** It keeps no rows, and a process that began anew has no gap to repair. */
  @Override
  public void touchedSince(TableId table, TargetTable target, Instant since, Consumer<Item> keys) {}

  /** Leaves the stream open; each commit and each load has flushed what it printed. */
  @Override
  public void close() {}
}
