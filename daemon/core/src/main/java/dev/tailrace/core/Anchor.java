package dev.tailrace.core;

import dev.tailrace.sink.Checkpoint;
import dev.tailrace.sink.CheckpointMove;
import dev.tailrace.sink.Position;
import dev.tailrace.sink.ShardRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Where reading starts on every shard of a listing, given what is stored. */
final class Anchor {
  private final Map<ShardRef, Checkpoint> stored;
  private final List<Shard> listing;
  private final Instant listedAt;
  private final Map<ShardRef, Position> starts = new LinkedHashMap<>();

  private Anchor(Map<ShardRef, Checkpoint> stored, Event.ShardsListed event) {
    this.stored = stored;
    this.listing = event.shards();
    this.listedAt = event.listedAt();
  }

  /**
   * For a backfill: an open shard from where it stands, or from its oldest record when that was not
   * known or is gone; a closed one not at all, since all that it holds is older than an export that
   * is asked for from now on.
   *
   * <p>Where a live table is there, nothing that is read from here on is older than what the live
   * table has, and neither is the export. So whatever part of it has been read by the swap, no row
   * of the new table is older than the live one's. From the oldest record on, each row would go
   * through up to 24 hours of its past once more, and only reading all of it would tell that it is
   * through.
   *
   * @param trimmed shards whose position is gone; what they still have is newer
   */
  static List<CheckpointMove> ofBackfill(
      Map<ShardRef, Checkpoint> stored, Event.ShardsListed event, Set<ShardRef> trimmed) {
    Anchor anchor = new Anchor(stored, event);
    anchor.finishAllStored();
    anchor.finishParents(Set.of());
    for (Shard shard : anchor.listing) {
      anchor.starts.put(shard.ref(), anchor.startOfBackfill(shard, trimmed));
    }
    return anchor.moves();
  }

  private Position startOfBackfill(Shard shard, Set<ShardRef> trimmed) {
    if (shard.closed()) {
      return new Position.Finished();
    }
    return Optional.ofNullable(stored.get(shard.ref()))
        .filter(now -> !trimmed.contains(shard.ref()))
        .map(Checkpoint::position)
        .orElse(new Position.TrimHorizon());
  }

  /**
   * For a repair: every shard that is there goes on where it stands, or from its oldest record when
   * that was not known or is gone.
   *
   * @param trimmed shards whose position is gone
   */
  static List<CheckpointMove> ofRepair(
      Map<ShardRef, Checkpoint> stored, Event.ShardsListed event, Set<ShardRef> trimmed) {
    Anchor anchor = new Anchor(stored, event);
    anchor.finishAllStored();
    anchor.finishParents(stored.keySet());
    Set<ShardRef> olderThanStored = anchor.ancestorsOfStored();
    for (Shard shard : anchor.listing) {
      Optional<Position> now =
          Optional.ofNullable(stored.get(shard.ref())).map(Checkpoint::position);
      if (now.isPresent() && !trimmed.contains(shard.ref())) {
        anchor.starts.put(shard.ref(), now.get());
      } else if (now.filter(Position.Finished.class::isInstance).isEmpty()
          && !olderThanStored.contains(shard.ref())) {
        anchor.starts.put(shard.ref(), new Position.TrimHorizon());
      } else {
        anchor.starts.put(shard.ref(), new Position.Finished());
      }
    }
    return anchor.moves();
  }

  private void finishAllStored() {
    stored.keySet().forEach(ref -> starts.put(ref, new Position.Finished()));
  }

  /** Parents that are not listed have children, so they are closed. */
  private void finishParents(Set<ShardRef> except) {
    listing.forEach(
        shard ->
            ShardTree.parentOf(shard)
                .filter(p -> !except.contains(p))
                .ifPresent(p -> starts.put(p, new Position.Finished())));
  }

  private Set<ShardRef> ancestorsOfStored() {
    Map<ShardRef, ShardRef> parents = new LinkedHashMap<>();
    listing.forEach(s -> ShardTree.parentOf(s).ifPresent(p -> parents.put(s.ref(), p)));
    Set<ShardRef> ancestors = new java.util.HashSet<>();
    for (ShardRef ref : stored.keySet()) {
      ShardRef parent = parents.get(ref);
      while (parent != null && ancestors.add(parent)) {
        parent = parents.get(parent);
      }
    }
    return ancestors;
  }

  private List<CheckpointMove> moves() {
    List<CheckpointMove> moves = new ArrayList<>();
    starts.forEach(
        (ref, start) -> {
          Optional<Checkpoint> now = Optional.ofNullable(stored.get(ref));
          Optional<Position> position = now.map(Checkpoint::position);
          // At the horizon, the time from which on nothing may be trimmed is another one now.
          if (!position.equals(Optional.of(start)) || start instanceof Position.TrimHorizon) {
            // Nobody reads under a new epoch yet: whoever holds the shard goes on under its own.
            moves.add(
                new CheckpointMove(
                    ref,
                    position,
                    start,
                    now.map(Checkpoint::epoch).orElse(0L),
                    start instanceof Position.TrimHorizon
                        ? Optional.of(listedAt)
                        : now.flatMap(Checkpoint::completeUntil)));
          }
        });
    return moves;
  }

  /**
   * The time, by AWS's clock, up to which nothing can be missing: when the last record before the
   * loss was made. A stream that was read to its end lost nothing before its last record.
   */
  static Optional<Instant> lastKnown(Map<ShardRef, Checkpoint> stored, String streamArn) {
    List<Checkpoint> own =
        stored.values().stream().filter(c -> c.shard().streamArn().equals(streamArn)).toList();
    List<Checkpoint> unfinished =
        own.stream().filter(c -> !(c.position() instanceof Position.Finished)).toList();
    if (unfinished.isEmpty()) {
      return own.stream().flatMap(c -> c.completeUntil().stream()).max(Comparator.naturalOrder());
    }
    if (unfinished.stream().anyMatch(c -> c.completeUntil().isEmpty())) {
      return Optional.empty();
    }
    return unfinished.stream()
        .flatMap(c -> c.completeUntil().stream())
        .min(Comparator.naturalOrder());
  }
}
