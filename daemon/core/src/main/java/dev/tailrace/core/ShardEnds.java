package dev.tailrace.core;

import dev.tailrace.sink.CheckpointMove;
import dev.tailrace.sink.Position;
import dev.tailrace.sink.ShardRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The ends of shards. An end is committed together with the beginnings of the shard's children, so
 * that what is stored always leads to everything that is unread: after an outage of any length it
 * tells from when on changes may be missing. Until a child is listed, the end waits.
 */
final class ShardEnds {
  private ShardEnds() {}

  /** The moves of all ends that may be committed, the parent's first; marks them as staged. */
  static List<CheckpointMove> stage(ShardTree tree, boolean streamEnabled) {
    Map<ShardRef, List<ShardReading>> children = new LinkedHashMap<>();
    for (ShardReading shard : tree.all()) {
      ShardTree.parentOf(shard.shard)
          .ifPresent(p -> children.computeIfAbsent(p, r -> new ArrayList<>()).add(shard));
    }
    List<CheckpointMove> moves = new ArrayList<>();
    for (ShardReading shard : tree.all()) {
      List<ShardReading> follow = children.getOrDefault(shard.ref(), List.of());
      if (shard.state == ShardReading.State.ENDED
          && shard.isOurs()
          && !(shard.readFrom() instanceof Position.Finished)
          && (!follow.isEmpty() || !streamEnabled)) {
        moves.add(end(shard));
        follow.stream().filter(c -> c.stored.isEmpty()).forEach(c -> moves.add(begin(c, shard)));
      }
    }
    return moves;
  }

  private static CheckpointMove end(ShardReading shard) {
    Optional<Position> before = shard.staged;
    shard.staged = Optional.of(new Position.Finished());
    return new CheckpointMove(
        shard.ref(), before, new Position.Finished(), shard.epoch.getAsLong(), shard.completeUntil);
  }

  /** A child is no older than the last sight of its parent as open. */
  private static Optional<Instant> beginning(ShardReading parent) {
    return parent
        .seenOpenAt
        .filter(seen -> parent.completeUntil.filter(seen::isBefore).isEmpty())
        .or(() -> parent.completeUntil);
  }

  private static CheckpointMove begin(ShardReading child, ShardReading parent) {
    return new CheckpointMove(
        child.ref(), Optional.empty(), new Position.TrimHorizon(), 0, beginning(parent));
  }
}
