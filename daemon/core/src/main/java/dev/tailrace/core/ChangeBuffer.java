package dev.tailrace.core;

import dev.tailrace.sink.Change;
import dev.tailrace.sink.CheckpointMove;
import dev.tailrace.sink.Position;
import dev.tailrace.sink.ShardRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Changes that were read and not yet handed to a commit, with the positions they lead to. */
final class ChangeBuffer {
  private final ProtocolSettings.FlushLimits limits;
  private List<Change> changes = new ArrayList<>();
  private Map<ShardRef, CheckpointMove> moves = new LinkedHashMap<>();
  private long bytes;
  private Optional<Instant> oldest = Optional.empty();
  private boolean urgent;

  ChangeBuffer(ProtocolSettings.FlushLimits limits) {
    this.limits = limits;
  }

  /** Takes a page of a shard whose position goes from {@code before} to {@code after}. */
  void add(ShardRef shard, Page page, Optional<Position> before, Position after, Instant now) {
    changes.addAll(page.changes());
    bytes += page.sizeBytes();
    moves.merge(
        shard,
        new CheckpointMove(shard, before, after),
        (first, next) -> new CheckpointMove(shard, first.expected(), next.next()));
    if (oldest.isEmpty()) {
      oldest = Optional.of(now);
    }
    // Children wait for their parent's end.
    urgent |= after instanceof Position.Finished;
  }

  boolean isEmpty() {
    return moves.isEmpty();
  }

  boolean isDue(Instant now) {
    return !isEmpty()
        && (urgent
            || changes.size() >= limits.rows()
            || bytes >= limits.bytes()
            || !now.isBefore(dueAt()));
  }

  Instant dueAt() {
    return oldest.map(since -> since.plus(limits.interval())).orElse(Instant.MAX);
  }

  /** Whether no more should be read until some was committed. */
  boolean isFull() {
    return changes.size() >= limits.rows() || bytes >= limits.bytes();
  }

  Duration waiting(Instant now) {
    return oldest.map(since -> Duration.between(since, now)).orElse(Duration.ZERO);
  }

  Drained drain() {
    Drained drained = new Drained(changes, List.copyOf(moves.values()));
    clear();
    return drained;
  }

  void clear() {
    changes = new ArrayList<>();
    moves = new LinkedHashMap<>();
    bytes = 0;
    oldest = Optional.empty();
    urgent = false;
  }

  record Drained(List<Change> changes, List<CheckpointMove> moves) {}
}
