package dev.tailrace.local;

/** What brings a table's writes into its journal. */
interface JournalFeed {

  /**
   * Returns when the journal has every write that was answered before this call. The table's {@link
   * TableGuard} is held.
   *
   * @throws AwsError if that can't be had
   */
  void catchUp();

  /** Of a journal that writes enter as they happen. */
  static JournalFeed none() {
    return () -> {};
  }
}
