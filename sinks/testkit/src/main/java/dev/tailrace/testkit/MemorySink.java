package dev.tailrace.testkit;

import dev.tailrace.item.Item;
import dev.tailrace.item.ItemKey;
import dev.tailrace.item.MalformedItemException;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.Change;
import dev.tailrace.sink.ChangePages;
import dev.tailrace.sink.Commit;
import dev.tailrace.sink.CommitOutcome;
import dev.tailrace.sink.DataFileException;
import dev.tailrace.sink.DataFileLoad;
import dev.tailrace.sink.Guarantee;
import dev.tailrace.sink.ItemReader;
import dev.tailrace.sink.LifeRow;
import dev.tailrace.sink.LoadOutcome;
import dev.tailrace.sink.Sink;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.TableId;
import dev.tailrace.sink.TableState;
import dev.tailrace.sink.TargetTable;
import dev.tailrace.sink.Work;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/**
 * The reference sink: everything that the port promises, in memory. Transactions are done on copies
 * of what they touch, which take the place of the originals at the end. Safe for use by several
 * threads; state outlives {@link #close()}.
 */
public final class MemorySink implements Sink {
  private final InstantSource clock;
  private MemoryWorld world = new MemoryWorld();

  /** An empty sink; {@code clock} tells when rows are written. */
  public MemorySink(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Guarantee guarantee() {
    return Guarantee.EXACTLY_ONCE;
  }

  @Override
  public synchronized TableState read(TableId table) {
    return world.state(table).view();
  }

  /** Tries on a copy what would be refused. */
  @Override
  public synchronized List<String> obstacles(TableId table, List<TargetTable> targets) {
    Set<String> found = new LinkedHashSet<>();
    Set<TargetTable> seen = new HashSet<>();
    boolean live = world.state(table).view().life().filter(LifeRow::isLive).isPresent();
    for (TargetTable target : targets) {
      if (!seen.add(target)) {
        found.add("%s: two of its targets are %s".formatted(table, target));
      }
      TableShape shape = TableShape.ofKey(target.key(), target.options());
      refusal(table, new Work.CreateShadow(target, shape)).ifPresent(found::add);
      if (live) {
        refusal(table, new Work.Merge(target, List.of())).ifPresent(found::add);
      }
    }
    return List.copyOf(found);
  }

  private Optional<String> refusal(TableId table, Work work) {
    try {
      Commit commit = new Commit(table, 0, Optional.empty(), List.of(), List.of(work));
      new MemoryWork(world.copy(), table, clock.instant()).run(commit);
      return Optional.empty();
    } catch (SinkException.Rejected e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** Whether anything was ever committed. */
  public synchronized boolean isTouched() {
    return world.isTouched();
  }

  @Override
  public synchronized CommitOutcome commit(Commit commit) {
    Optional<String> refusal = world.state(commit.table()).refusal(commit);
    if (refusal.isPresent()) {
      return new CommitOutcome.Refused(refusal.get());
    }
    MemoryWorld draft = world.copy();
    long drifted;
    try {
      drifted = new MemoryWork(draft, commit.table(), clock.instant()).run(commit);
    } catch (MalformedItemException e) {
      throw new SinkException.Rejected("a change is malformed: " + e.getMessage(), e);
    }
    world = draft;
    return new CommitOutcome.Applied(draft.state(commit.table()).logEnd(), drifted);
  }

  @Override
  public LoadOutcome load(DataFileLoad load) {
    long generation;
    synchronized (this) {
      Optional<LoadOutcome> early = withoutReading(load);
      if (early.isPresent()) {
        return early.get();
      }
      generation = world.generation();
    }
    Loaded loaded = load.kind() == DataFileLoad.Kind.FULL ? read(load) : readChanges(load);
    synchronized (this) {
      if (world.generation() != generation) {
        return new LoadOutcome.Refused(
            "%s: its shadow table changed while data file %s was loaded"
                .formatted(load.table(), load.fileKey()));
      }
      Optional<LoadOutcome> late = withoutReading(load);
      if (late.isPresent()) {
        return late.get();
      }
      MemoryWorld draft = world.copy();
      long drifted = loaded.into().applyAsLong(draft.shadow(load.table(), load.target()));
      draft.writableState(load.table()).files().put(load.fileKey(), loaded.items());
      world = draft;
      return new LoadOutcome.Loaded(loaded.items(), drifted);
    }
  }

  private record Loaded(long items, ToLongFunction<MemoryTable> into) {}

  /** How the load ends when there is no need to read the file. */
  private Optional<LoadOutcome> withoutReading(DataFileLoad load) {
    MemoryState state = world.state(load.table());
    Optional<String> refusal = state.lifeRefusal(load.table(), load.expectedLifeVersion());
    if (refusal.isPresent()) {
      return Optional.of(new LoadOutcome.Refused(refusal.get()));
    }
    Long items = state.files().get(load.fileKey());
    return items == null ? Optional.empty() : Optional.of(new LoadOutcome.AlreadyLoaded(items));
  }

  private Loaded readChanges(DataFileLoad load) {
    try {
      ChangePages pages = new ChangePages(load, Long.MAX_VALUE);
      List<Change> changes = pages.next();
      return new Loaded(
          changes.size(), table -> table.merge(load.target(), changes, clock.instant()));
    } catch (MalformedItemException e) {
      throw new DataFileException("data file " + load.fileKey() + ": " + e.getMessage(), e);
    }
  }

  private Loaded read(DataFileLoad load) {
    Map<ItemKey, MemoryRow> rows = new LinkedHashMap<>();
    ItemReader items = load.items();
    try {
      while (items.next()) {
        byte[] copy = java.util.Arrays.copyOfRange(items.bytes(), items.from(), items.to());
        Item item = Item.slice(copy, 0, copy.length);
        rows.put(
            ItemKey.of(load.target().key(), item),
            MemoryRow.loaded(item, load.exportTime(), clock.instant()));
      }
    } catch (MalformedItemException e) {
      throw new DataFileException("data file " + load.fileKey() + ": " + e.getMessage(), e);
    }
    return new Loaded(rows.size(), table -> table.load(rows));
  }

  @Override
  public synchronized void touchedSince(
      TableId table, TargetTable target, Instant since, Consumer<Item> keys) {
    world.copy().shadow(table, target).keysSince(since).forEach(keys);
  }

  /**
   * The items of a target table by key.
   *
   * @throws java.util.NoSuchElementException when there is no such table
   */
  public synchronized Map<ItemKey, Item> items(TargetTable target) {
    return world.live(target).orElseThrow().items();
  }

  /** The columns of a target table, or those of its shadow table while there is no other. */
  public synchronized Optional<TableShape> shape(TargetTable target) {
    return world.live(target).or(() -> world.shadow(target)).map(MemoryTable::shape);
  }

  /** As {@link Warehouse#columns}; empty when there is no such table. */
  public synchronized List<String> columns(TargetTable target) {
    return world.live(target).map(MemoryTable::columns).orElse(List.of());
  }

  /** As {@link Warehouse#rows}; empty when there is no such table. */
  public synchronized List<Map<String, String>> rows(TargetTable target) {
    return world.live(target).map(MemoryTable::texts).orElse(List.of());
  }

  /** As {@link Warehouse#createForeignTable}. */
  public synchronized void createForeignTable(TargetTable target) {
    MemoryWorld draft = world.copy();
    draft.addForeign(target);
    world = draft;
  }

  @Override
  public void close() {}
}
