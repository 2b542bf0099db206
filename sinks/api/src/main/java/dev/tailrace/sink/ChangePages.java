package dev.tailrace.sink;

import dev.tailrace.item.Item;
import dev.tailrace.item.ItemKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads a data file of {@link DataFileLoad.Kind#CHANGES} as pages of changes, so that a sink merges
 * them as it merges a stream's. Used by one thread.
 *
 * <p>The changes come from no shard: their origin has the file's key for a shard, the sequence
 * number 0 and the export's time.
 */
public final class ChangePages {
  private final DataFileLoad load;
  private final long pageBytes;
  private final Origin origin;
  private long count;

  /**
   * Over the items of {@code load}.
   *
   * @param pageBytes of the changes in a page, by {@link Change#sizeBytes()}; exceeded by one
   *     change at most
   */
  public ChangePages(DataFileLoad load, long pageBytes) {
    this.load = load;
    this.pageBytes = pageBytes;
    this.origin =
        new Origin(new ShardRef("", load.fileKey()), SequenceNumber.of("0"), load.exportTime());
  }

  /**
   * The next page; empty at the end of the file, which is known to be sound then.
   *
   * @throws DataFileException when the file is damaged
   * @throws dev.tailrace.item.MalformedItemException when an item is, or lacks its key
   */
  public List<Change> next() {
    List<Change> page = new ArrayList<>();
    long bytes = 0;
    ItemReader items = load.items();
    while (bytes < pageBytes && items.next()) {
      byte[] copy = Arrays.copyOfRange(items.bytes(), items.from(), items.to());
      Item item = Item.slice(copy, 0, copy.length);
      ItemKey key = ItemKey.of(load.target().key(), item);
      Change change =
          items.isDelete()
              ? new Change.Delete(key, item, origin, false)
              : new Change.Upsert(key, item, origin);
      page.add(change);
      bytes += change.sizeBytes();
    }
    count += page.size();
    return page;
  }

  /** How many changes were read so far. */
  public long count() {
    return count;
  }
}
