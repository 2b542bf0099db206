package dev.tailrace.backfill;

import dev.tailrace.sink.ItemReader;

/**
 * Compares the number of items with what the manifest says, before it says that there are no more.
 */
final class CountingReader implements ItemReader {
  private final ItemReader items;
  private final ItemCount count;

  CountingReader(ItemReader items, ItemCount count) {
    this.items = items;
    this.count = count;
  }

  @Override
  public boolean next() {
    if (items.next()) {
      count.add();
      return true;
    }
    count.verify();
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
