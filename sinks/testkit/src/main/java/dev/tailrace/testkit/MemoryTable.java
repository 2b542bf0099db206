package dev.tailrace.testkit;

import dev.tailrace.item.Item;
import dev.tailrace.item.ItemKey;
import dev.tailrace.projection.ColumnBatch;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.MetaColumn;
import dev.tailrace.projection.Projector;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.Change;
import dev.tailrace.sink.RowChange;
import dev.tailrace.sink.TableId;
import dev.tailrace.sink.TargetTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A table of the sink in memory: its rows by key, and the shape they are seen through. */
final class MemoryTable {
  private final TableId owner;
  private final Map<ItemKey, List<MemoryRow>> rows;
  private TableShape shape;

  MemoryTable(TableId owner, TableShape shape) {
    this(owner, shape, new LinkedHashMap<>());
  }

  private MemoryTable(TableId owner, TableShape shape, Map<ItemKey, List<MemoryRow>> rows) {
    this.owner = owner;
    this.shape = shape;
    this.rows = rows;
  }

  MemoryTable copy() {
    return new MemoryTable(owner, shape, new LinkedHashMap<>(rows));
  }

  TableId owner() {
    return owner;
  }

  TableShape shape() {
    return shape;
  }

  /** Returns how many values have a column that can't hold them. */
  long load(Map<ItemKey, MemoryRow> loaded) {
    loaded.forEach((key, row) -> rows.put(key, List.of(row)));
    TableShape before = shape;
    long drifted = widen(loaded.values().stream().map(MemoryRow::item).toList());
    shape = before;
    return drifted;
  }

  /**
   * Merges changes in order, after adding the columns that the images it keeps need. Returns how
   * many values have a column that can't hold them.
   */
  long merge(TargetTable target, List<Change> all, Instant syncedAt) {
    List<RowChange> changes = RowChange.of(target, all);
    long drifted =
        widen(
            changes.stream()
                .filter(c -> c.kind() == RowChange.Kind.PUT)
                .map(c -> c.change().item())
                .toList());
    for (RowChange change : changes) {
      List<MemoryRow> now = rows.getOrDefault(change.change().key(), List.of());
      List<MemoryRow> next =
          shape.options().history()
              ? MemoryRow.versions(now, change, syncedAt)
              : MemoryRow.replaced(now, change, syncedAt);
      if (next.isEmpty()) {
        rows.remove(change.change().key());
      } else {
        rows.put(change.change().key(), next);
      }
    }
    return drifted;
  }

  /** Takes in the rows of the live table that a swap must not lose. */
  void carryOver(MemoryTable live, Instant now) {
    boolean history = shape.options().history();
    Optional<Instant> loaded =
        rows.values().stream()
            .flatMap(List::stream)
            .filter(r -> r.sequence().isEmpty())
            .map(MemoryRow::committedAt)
            .min(Instant::compareTo);
    live.rows.forEach(
        (key, before) -> {
          List<MemoryRow> after = rows.getOrDefault(key, List.of());
          List<MemoryRow> all =
              history
                  ? MemoryRow.joined(before, after, loaded.orElse(now))
                  : MemoryRow.kept(before, after, shape.options());
          if (!all.isEmpty()) {
            rows.put(key, all);
          }
        });
    shape = shape.with(attributes(live.shape));
  }

  private static Map<String, ColumnType> attributes(TableShape shape) {
    Map<String, ColumnType> types = new LinkedHashMap<>();
    shape.columns().forEach(c -> types.put(c.attribute(), c.type()));
    return types;
  }

  /** Adds the columns that loaded items need. */
  void promote() {
    widen(all().map(MemoryRow::item).toList());
  }

  private Stream<MemoryRow> all() {
    return rows.values().stream().flatMap(List::stream);
  }

  /** Returns how many values have a column that can't hold them. */
  private long widen(List<Item> items) {
    Projector projector = new Projector(shape);
    ColumnBatch batch = new ColumnBatch(shape, 1);
    for (Item item : items) {
      batch.clear();
      projector.add(item, batch);
    }
    shape = shape.with(projector.unknownAttributes());
    return projector.drifted();
  }

  Map<ItemKey, Item> items() {
    Map<ItemKey, Item> items = new LinkedHashMap<>();
    rows.forEach((key, row) -> items.put(key, row.getLast().item()));
    return items;
  }

  List<Item> keysSince(Instant since) {
    return all()
        .filter(row -> row.sequence().filter(s -> !s.toString().equals("0")).isPresent())
        .filter(row -> !row.committedAt().isBefore(since))
        .map(row -> Changes.keysOf(shape.key(), row.item()))
        .distinct()
        .toList();
  }

  List<String> columns() {
    List<String> names = new ArrayList<>();
    shape.columns().forEach(c -> names.add(c.name()));
    for (MetaColumn column : shape.metadata()) {
      names.add(column.columnName());
    }
    return names;
  }

  List<Map<String, String>> texts() {
    MemoryTexts texts = new MemoryTexts(shape);
    return all().map(texts::of).toList();
  }
}
