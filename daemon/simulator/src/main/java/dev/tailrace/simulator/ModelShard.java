package dev.tailrace.simulator;

import dev.tailrace.sink.Change;
import dev.tailrace.sink.Position;
import dev.tailrace.sink.SequenceNumber;
import dev.tailrace.sink.ShardRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A shard with every record that it ever took, those that are trimmed by now among them. */
final class ModelShard {
  static final Duration RETENTION = Duration.ofHours(24);

  /** A record, and when it was written to the millisecond. */
  record Entry(Change change, Instant at) {}

  private final ShardRef ref;
  private final Optional<String> parent;
  private final int lowBucket;
  private final int highBucket;
  private final Instant listedFrom;
  private final List<Entry> entries = new ArrayList<>();
  private Instant closedAt = Instant.MAX;
  private int trimmed;

  /** A shard of the keys in buckets {@code lowBucket} to {@code highBucket}, exclusive. */
  ModelShard(
      ShardRef ref, Optional<String> parent, int lowBucket, int highBucket, Instant listedFrom) {
    this.ref = ref;
    this.parent = parent;
    this.lowBucket = lowBucket;
    this.highBucket = highBucket;
    this.listedFrom = listedFrom;
  }

  ShardRef ref() {
    return ref;
  }

  Optional<String> parent() {
    return parent;
  }

  int lowBucket() {
    return lowBucket;
  }

  int highBucket() {
    return highBucket;
  }

  List<Entry> entries() {
    return entries;
  }

  boolean takes(int bucket) {
    return isOpen() && bucket >= lowBucket && bucket < highBucket;
  }

  boolean isOpen() {
    return closedAt.equals(Instant.MAX);
  }

  Instant closedAt() {
    return closedAt;
  }

  void close(Instant now) {
    closedAt = now;
  }

  void append(Change change, Instant at) {
    entries.add(new Entry(change, at));
  }

  boolean isListed(Instant now) {
    return !now.isBefore(listedFrom) && !isGone(now);
  }

  /** A closed shard is forgotten once its last record can't be there any more. */
  boolean isGone(Instant now) {
    return !isOpen() && closedAt.plus(RETENTION).isBefore(now);
  }

  /** How many records are no longer to be had. */
  int trimmed(Instant now) {
    Instant oldest = now.minus(RETENTION);
    while (trimmed < entries.size() && entries.get(trimmed).at().isBefore(oldest)) {
      trimmed++;
    }
    return trimmed;
  }

  /** The index of the first record behind {@code position}. */
  int indexAfter(Position position, Instant now) {
    return switch (position) {
      case Position.TrimHorizon p -> trimmed(now);
      case Position.Finished p -> entries.size();
      case Position.After p -> indexAfter(p.sequence());
    };
  }

  private int indexAfter(SequenceNumber sequence) {
    int low = 0;
    int high = entries.size();
    while (low < high) {
      int middle = (low + high) / 2;
      if (entries.get(middle).change().origin().sequence().compareTo(sequence) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
