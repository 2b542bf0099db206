package dev.tailrace.backfill;

import dev.tailrace.sink.DataFileException;
import dev.tailrace.sink.ItemReader;

/**
 * Compares the number of items with what the manifest says, before it says that there are no more.
 */
final class CountingReader implements ItemReader {
  private final String name;
  private final ItemReader items;
  private final long expected;
  private long count;

  CountingReader(String name, ItemReader items, long expected) {
    this.name = name;
    this.items = items;
    this.expected = expected;
  }

  @Override
  public boolean next() {
    if (items.next()) {
      count++;
      return true;
    }
    if (count != expected) {
      throw new DataFileException(
          "%s: holds %d items, where the manifest says %d; nothing of it was loaded. Copy the export again, or ask for another"
              .formatted(name, count, expected));
    }
    return false;
  }

  @Override
  public byte[] bytes() {
    return items.bytes();
  }

  @Override
  public int from() {
    return items.from();
  }

  @Override
  public int to() {
    return items.to();
  }

  @Override
  public void close() {
    items.close();
  }
}
