package dev.tailrace.sink.sql;

import dev.tailrace.item.Item;
import dev.tailrace.projection.ColumnBatch;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.Change;
import dev.tailrace.sink.ChangePages;
import dev.tailrace.sink.DataFileLoad;
import dev.tailrace.sink.ItemReader;
import dev.tailrace.sink.MetadataWriter;
import dev.tailrace.sink.RowChange;
import java.time.Instant;
import java.util.List;

/**
 * A data file's items as rows. Of one with changes, which has each key once at most, an item is
 * what {@link ChangePages} makes of it, and may mean nothing to the target.
 */
public final class FileRows implements StagedRows {
  private final DataFileLoad load;
  private final ItemReader items;
  private final MetadataWriter metadata;
  private final long exportTimeMicros;
  private List<RowChange> current = List.of();
  private final ChangePages pages;
  private long count;

  /** For a table of {@code shape}, whose rows are written at {@code syncedAt}. */
  public FileRows(DataFileLoad load, TableShape shape, Instant syncedAt) {
    this.load = load;
    this.items = load.items();
    this.metadata = new MetadataWriter(shape, syncedAt);
    this.exportTimeMicros = MetadataWriter.micros(load.exportTime());
    this.pages = new ChangePages(load, 1);
  }

  private boolean isFull() {
    return switch (load.kind()) {
      case FULL -> true;
      case CHANGES -> false;
    };
  }

  /** How many items were read, with those that mean nothing here. */
  public long count() {
    return count;
  }

  @Override
  public boolean next() {
    if (isFull()) {
      boolean next = items.next();
      count += next ? 1 : 0;
      return next;
    }
    List<Change> page = pages.next();
    current = RowChange.of(load.target(), page);
    while (!page.isEmpty() && current.isEmpty()) {
      page = pages.next();
      current = RowChange.of(load.target(), page);
    }
    count = pages.count();
    return !page.isEmpty();
  }

  @Override
  public Item item() {
    return isFull()
        ? Item.slice(items.bytes(), items.from(), items.to())
        : current.getFirst().change().item();
  }

  @Override
  public RowChange.Kind kind() {
    return isFull() ? RowChange.Kind.PUT : current.getFirst().kind();
  }

  @Override
  public boolean isFirst() {
    return true;
  }

  @Override
  public void writeMetadata(ColumnBatch batch, int row) {
    if (isFull()) {
      metadata.writeLoaded(batch, row, exportTimeMicros);
    } else {
      metadata.write(batch, row, current.getFirst());
    }
  }
}
