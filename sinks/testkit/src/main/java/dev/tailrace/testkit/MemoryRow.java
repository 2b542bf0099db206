package dev.tailrace.testkit;

import dev.tailrace.item.Item;
import dev.tailrace.projection.TableOptions;
import dev.tailrace.projection.TableOptions.Deletes;
import dev.tailrace.sink.RowChange;
import dev.tailrace.sink.SequenceNumber;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A row of the sink in memory: an item and where it comes from; one of a backfill has no sequence
 * number and no shard.
 *
 * @param keyAlone whether the item is no more than a key, of which nothing else is known
 */
record MemoryRow(
    Item item,
    Optional<SequenceNumber> sequence,
    Optional<String> shard,
    Instant committedAt,
    Instant syncedAt,
    boolean deleted,
    boolean keyAlone,
    Optional<Instant> validTo) {

  static MemoryRow loaded(Item item, Instant committedAt, Instant syncedAt) {
    return new MemoryRow(
        item,
        Optional.empty(),
        Optional.empty(),
        committedAt,
        syncedAt,
        false,
        false,
        Optional.empty());
  }

  private static MemoryRow of(RowChange change, Instant syncedAt) {
    boolean marks = change.kind() == RowChange.Kind.MARK;
    return of(change.change().item(), change, syncedAt, marks);
  }

  private static MemoryRow of(Item item, RowChange change, Instant syncedAt, boolean keyAlone) {
    return new MemoryRow(
        item,
        Optional.of(change.change().origin().sequence()),
        Optional.of(change.change().origin().shard().shardId()),
        change.change().origin().committedAt(),
        syncedAt,
        change.kind() == RowChange.Kind.MARK,
        keyAlone,
        Optional.empty());
  }

  private MemoryRow closed(Instant at) {
    return new MemoryRow(
        item, sequence, shard, committedAt, syncedAt, deleted, keyAlone, Optional.of(at));
  }

  private MemoryRow marked() {
    return new MemoryRow(item, sequence, shard, committedAt, syncedAt, true, keyAlone, validTo);
  }

  private boolean isOfExport() {
    return sequence.isEmpty() || sequence.get().toString().equals("0");
  }

  /** What becomes of a key's row where there is one at most. */
  static List<MemoryRow> replaced(List<MemoryRow> now, RowChange change, Instant syncedAt) {
    return switch (change.kind()) {
      case REMOVE -> List.of();
      case PUT -> List.of(of(change, syncedAt));
      case MARK -> {
        MemoryRow marked = of(change, syncedAt);
        yield List.of(
            now.isEmpty()
                ? marked
                : of(now.getLast().item(), change, syncedAt, now.getLast().keyAlone()));
      }
    };
  }

  /** What becomes of a key's versions, of which the last may be open. */
  static List<MemoryRow> versions(List<MemoryRow> now, RowChange change, Instant syncedAt) {
    List<MemoryRow> versions = new ArrayList<>(now);
    Instant at = change.change().origin().committedAt();
    if (!now.isEmpty() && now.getLast().validTo().isEmpty()) {
      MemoryRow open = versions.removeLast();
      boolean overtaken = change.first() && open.isOfExport() && !open.committedAt().isBefore(at);
      if (!overtaken) {
        versions.add(open.closed(at));
      }
    }
    if (change.addsVersion()) {
      versions.add(of(change, syncedAt));
    }
    return List.copyOf(versions);
  }

  /** A key's row after a swap. */
  static List<MemoryRow> kept(List<MemoryRow> live, List<MemoryRow> shadow, TableOptions options) {
    if (!shadow.isEmpty()) {
      return shadow;
    }
    return live.stream()
        .filter(r -> r.deleted() || options.deletes() != Deletes.HARD)
        .map(r -> options.deletes() == Deletes.IGNORE ? r : r.marked())
        .toList();
  }

  /** A key's versions after a swap. */
  static List<MemoryRow> joined(
      List<MemoryRow> live, List<MemoryRow> shadow, Instant endOfMissing) {
    List<MemoryRow> joined = new ArrayList<>();
    for (MemoryRow row : live) {
      if (shadow.isEmpty()) {
        boolean open = row.validTo().isEmpty() && !row.deleted();
        joined.add(open ? row.closed(endOfMissing) : row);
      } else {
        Instant begin =
            shadow.stream().map(MemoryRow::committedAt).min(Instant::compareTo).orElseThrow();
        if (row.committedAt().isBefore(begin)) {
          joined.add(
              row.validTo().filter(t -> t.isBefore(begin)).isPresent() ? row : row.closed(begin));
        }
      }
    }
    joined.addAll(shadow);
    return List.copyOf(joined);
  }
}
