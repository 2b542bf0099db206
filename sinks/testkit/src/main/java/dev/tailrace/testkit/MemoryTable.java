package dev.tailrace.testkit;

import dev.tailrace.item.Item;
import dev.tailrace.item.ItemKey;
import dev.tailrace.projection.Column;
import dev.tailrace.projection.ColumnBatch;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.ColumnVector;
import dev.tailrace.projection.MetaColumn;
import dev.tailrace.projection.Projector;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.Change;
import dev.tailrace.sink.SequenceNumber;
import dev.tailrace.sink.TableId;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A table of the sink in memory: its items by key, and the shape they are seen through. */
final class MemoryTable {
  private final TableId owner;
  private final Map<ItemKey, Row> rows;
  private TableShape shape;

  MemoryTable(TableId owner, TableShape shape) {
    this(owner, shape, new LinkedHashMap<>());
  }

  private MemoryTable(TableId owner, TableShape shape, Map<ItemKey, Row> rows) {
    this.owner = owner;
    this.shape = shape;
    this.rows = rows;
  }

  /** An item and where it comes from; an item of a backfill has no sequence number. */
  record Row(Item item, Optional<SequenceNumber> sequence, Instant committedAt, Instant syncedAt) {}

  MemoryTable copy() {
    return new MemoryTable(owner, shape, new LinkedHashMap<>(rows));
  }

  TableId owner() {
    return owner;
  }

  TableShape shape() {
    return shape;
  }

  void load(Map<ItemKey, Row> loaded) {
    rows.putAll(loaded);
  }

  /** Merges changes in order, after adding the columns that the images it keeps need. */
  void merge(List<Change> changes, Instant syncedAt) {
    Map<ItemKey, Change> last = new LinkedHashMap<>();
    changes.forEach(c -> last.put(c.key(), c));
    List<Item> images =
        last.values().stream().filter(c -> c instanceof Change.Upsert).map(Change::item).toList();
    widen(images);
    last.forEach((key, change) -> apply(key, change, syncedAt));
  }

  private void apply(ItemKey key, Change change, Instant syncedAt) {
    switch (change) {
      case Change.Delete c -> rows.remove(key);
      case Change.Upsert c ->
          rows.put(
              key,
              new Row(
                  c.item(),
                  Optional.of(c.origin().sequence()),
                  c.origin().committedAt(),
                  syncedAt));
    }
  }

  /** Adds the columns that loaded items need. */
  void promote() {
    widen(rows.values().stream().map(Row::item).toList());
  }

  private void widen(List<Item> items) {
    Projector projector = new Projector(shape);
    ColumnBatch batch = new ColumnBatch(shape, 1);
    for (Item item : items) {
      batch.clear();
      projector.add(item, batch);
    }
    shape = shape.with(projector.unknownAttributes());
  }

  Map<ItemKey, Item> items() {
    Map<ItemKey, Item> items = new LinkedHashMap<>();
    rows.forEach((key, row) -> items.put(key, row.item()));
    return items;
  }

  List<Item> keysSince(Instant since) {
    return rows.values().stream()
        .filter(row -> row.sequence().filter(s -> !s.toString().equals("0")).isPresent())
        .filter(row -> !row.committedAt().isBefore(since))
        .map(row -> Changes.keysOf(shape.key(), row.item()))
        .toList();
  }

  List<String> columns() {
    List<String> names = new ArrayList<>();
    shape.columns().forEach(c -> names.add(c.name()));
    for (MetaColumn column : MetaColumn.values()) {
      names.add(column.columnName());
    }
    return names;
  }

  List<Map<String, String>> texts() {
    Projector projector = new Projector(shape);
    ColumnBatch batch = new ColumnBatch(shape, 1);
    List<Map<String, String>> texts = new ArrayList<>();
    for (Row row : rows.values()) {
      batch.clear();
      projector.add(row.item(), batch);
      texts.add(texts(batch, row));
    }
    return texts;
  }

  private Map<String, String> texts(ColumnBatch batch, Row row) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (int i = 0; i < shape.columns().size(); i++) {
      Column column = shape.columns().get(i);
      put(texts, column.name(), column.type(), batch.vector(i));
    }
    MetaColumn overflow = MetaColumn.OVERFLOW;
    put(texts, overflow.columnName(), overflow.type(), batch.vector(overflow));
    row.sequence().ifPresent(s -> texts.put(MetaColumn.SEQUENCE.columnName(), s.toString()));
    texts.put(MetaColumn.COMMITTED_AT.columnName(), Texts.of(row.committedAt()));
    texts.put(MetaColumn.SYNCED_AT.columnName(), Texts.of(row.syncedAt()));
    return texts;
  }

  private static void put(
      Map<String, String> texts, String name, ColumnType type, ColumnVector vector) {
    if (!vector.isAbsent(0)) {
      texts.put(name, text(type, vector));
    }
  }

  private static String text(ColumnType type, ColumnVector vector) {
    return switch (vector) {
      case ColumnVector.Longs longs -> longText(type, longs.values()[0]);
      case ColumnVector.Decimals decimals -> Texts.of(Objects.requireNonNull(decimals.values()[0]));
      case ColumnVector.ByteArrays arrays -> {
        byte[] bytes = Objects.requireNonNull(arrays.values()[0]);
        yield type instanceof ColumnType.Bytes
            ? Texts.of(bytes)
            : new String(bytes, StandardCharsets.UTF_8);
      }
    };
  }

  private static String longText(ColumnType type, long value) {
    return switch (type) {
      case ColumnType.Bool t -> Boolean.toString(value != 0);
      case ColumnType.Decimal d -> Texts.of(BigDecimal.valueOf(value, d.scale()));
      case ColumnType.Int64 t -> Long.toString(value);
      case ColumnType.Text t -> throw new IllegalStateException();
      case ColumnType.Bytes t -> throw new IllegalStateException();
      case ColumnType.Json t -> throw new IllegalStateException();
      case ColumnType.Timestamp t -> throw new IllegalStateException();
    };
  }
}
