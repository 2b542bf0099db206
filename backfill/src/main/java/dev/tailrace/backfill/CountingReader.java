package dev.tailrace.backfill;

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
      throw Damage.of(
          name, "holds %d items, where the manifest says %d".formatted(count, expected));
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
  public boolean isDelete() {
    return items.isDelete();
  }

  @Override
  public void close() {
    items.close();
  }
}
