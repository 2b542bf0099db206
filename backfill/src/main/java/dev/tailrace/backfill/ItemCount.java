package dev.tailrace.backfill;

/** Counts what a data file holds and compares it with what the manifest says. */
final class ItemCount {
  private final String name;
  private final long expected;
  private long count;

  ItemCount(String name, long expected) {
    this.name = name;
    this.expected = expected;
  }

  void add() {
    count++;
  }

  /**
   * To be called at the file's end.
   *
   * @throws dev.tailrace.sink.DataFileException when the counts differ
   */
  void verify() {
    if (count != expected) {
      throw Damage.of(
          name, "holds %d items, where the manifest says %d".formatted(count, expected));
    }
  }
}
