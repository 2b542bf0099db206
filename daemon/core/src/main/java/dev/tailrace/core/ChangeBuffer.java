package dev.tailrace.core;

import dev.tailrace.sink.Change;
import dev.tailrace.sink.Checkpoint;
import dev.tailrace.sink.CheckpointMove;
import dev.tailrace.sink.Position;
import dev.tailrace.sink.ShardRef;
import dev.tailrace.sink.TableState;
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

  /** Takes changes of a shard, in its order, and the move that they lead to. */
  void add(List<Change> read, CheckpointMove move, Instant now) {
    changes.addAll(read);
    bytes += read.stream().mapToLong(Change::sizeBytes).sum();
    moves.merge(
        move.shard(),
        move,
        (first, next) ->
            new CheckpointMove(
                move.shard(), first.expected(), next.next(), next.epoch(), next.completeUntil()));
    if (oldest.isEmpty()) {
      oldest = Optional.of(now);
    }
    // Children wait for their parent's end.
    urgent |= move.next() instanceof Position.Finished;
  }

  /** Forgets what was read of a shard that another worker reads now. */
  void drop(ShardRef shard) {
    if (moves.remove(shard) != null) {
      changes.removeIf(c -> c.origin().shard().equals(shard));
      bytes = changes.stream().mapToLong(Change::sizeBytes).sum();
      if (moves.isEmpty()) {
        clear();
      }
    }
  }

  boolean isEmpty() {
    return moves.isEmpty();
  }

  boolean isDue(Instant now) {
    return !isEmpty() && (urgent || isFull() || !now.isBefore(dueAt()));
  }

  Instant dueAt() {
    return oldest.map(since -> since.plus(limits.interval())).orElse(Instant.MAX);
  }

  /** Whether no more should be read until some was committed. */
  private boolean isFull() {
    return changes.size() >= limits.rows() || bytes >= limits.bytes();
  }

  /** How many pages of {@code pageBytes} may be read now without going over the limit. */
  int room(long pageBytes) {
    return isFull() ? 0 : (int) Math.max(1, (limits.bytes() - bytes) / pageBytes);
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

  /** A batch: changes and the moves that they lead to. */
  record Drained(List<Change> changes, List<CheckpointMove> moves) {
    /** Whether the batch is committed, as far as the sink's positions tell. */
    boolean isIn(TableState state) {
      return moves.stream().allMatch(m -> position(state, m).equals(Optional.of(m.next())));
    }

    /** Whether it still may be. */
    boolean fitsOn(TableState state) {
      return moves.stream()
          .allMatch(
              m ->
                  position(state, m).equals(m.expected())
                      && checkpoint(state, m).filter(c -> c.epoch() > m.epoch()).isEmpty());
    }

    private static Optional<Position> position(TableState state, CheckpointMove move) {
      return checkpoint(state, move).map(Checkpoint::position);
    }

    private static Optional<Checkpoint> checkpoint(TableState state, CheckpointMove move) {
      return state.checkpoints().stream().filter(c -> c.shard().equals(move.shard())).findFirst();
    }
  }
}
