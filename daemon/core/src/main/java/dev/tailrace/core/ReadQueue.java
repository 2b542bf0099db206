package dev.tailrace.core;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;

/** The shards that wait for their next call, the earliest first. */
final class ReadQueue {
  private record Entry(Instant at, long order, ShardReading shard) {}

  private final PriorityQueue<Entry> entries =
      new PriorityQueue<>(Comparator.comparing(Entry::at).thenComparingLong(Entry::order));
  private long order;

  void clear() {
    entries.clear();
  }

  /** Puts the shard in at its time; an entry that it had before no longer counts. */
  void put(ShardReading shard) {
    shard.queued = ++order;
    entries.add(new Entry(shard.dueAt, order, shard));
  }

  /** When the first shard's time comes; far away when none waits. */
  Instant dueAt() {
    dropOld();
    Entry first = entries.peek();
    return first == null ? Instant.MAX : first.at();
  }

  /** Takes out the first shard whose time has come. */
  Optional<ShardReading> take(Instant now) {
    dropOld();
    Entry first = entries.peek();
    if (first == null || first.at().isAfter(now)) {
      return Optional.empty();
    }
    entries.remove();
    return Optional.of(first.shard());
  }

  private void dropOld() {
    Entry first = entries.peek();
    while (first != null && (first.shard().queued != first.order() || !waits(first.shard()))) {
      entries.remove();
      first = entries.peek();
    }
  }

  private static boolean waits(ShardReading shard) {
    return shard.state == ShardReading.State.CLOSED_ITERATOR
        || shard.state == ShardReading.State.READY;
  }
}
