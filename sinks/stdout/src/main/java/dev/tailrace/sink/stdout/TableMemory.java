package dev.tailrace.sink.stdout;

import dev.tailrace.sink.Checkpoint;
import dev.tailrace.sink.CheckpointMove;
import dev.tailrace.sink.Commit;
import dev.tailrace.sink.LifeRow;
import dev.tailrace.sink.Position;
import dev.tailrace.sink.ShardRef;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.TableId;
import dev.tailrace.sink.TableState;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is known of one table while the process lives. */
final class TableMemory {
  private final Map<ShardRef, Checkpoint> checkpoints = new LinkedHashMap<>();
  private final Map<String, Long> files = new LinkedHashMap<>();
  private Optional<LifeRow> life = Optional.empty();
  private long logEnd;

  TableState view() {
    return new TableState(life, List.copyOf(checkpoints.values()), files, logEnd);
  }

  /** Why a commit must not happen, if there is a reason. */
  Optional<String> refusal(Commit commit) {
    Set<ShardRef> moved = new HashSet<>();
    for (CheckpointMove move : commit.checkpoints()) {
      if (!moved.add(move.shard())) {
        throw new SinkException.Rejected(
            "%s: one commit moves shard %s twice".formatted(commit.table(), move.shard()));
      }
      Optional<Checkpoint> stored = Optional.ofNullable(checkpoints.get(move.shard()));
      Optional<Position> position = stored.map(Checkpoint::position);
      if (!position.equals(move.expected())) {
        return Optional.of("shard %s is at another position".formatted(move.shard()));
      }
      if (stored.filter(c -> c.epoch() > move.epoch()).isPresent()) {
        return Optional.of("shard %s was moved under a higher epoch".formatted(move.shard()));
      }
    }
    commit.nextLife().ifPresent(next -> checkVersion(commit, next));
    return lifeRefusal(commit.table(), commit.expectedLifeVersion()).or(() -> fence(commit));
  }

  private static void checkVersion(Commit commit, LifeRow next) {
    if (next.version() != commit.expectedLifeVersion() + 1) {
      throw new SinkException.Rejected(
          "%s: the life row's version must go up by one".formatted(commit.table()));
    }
  }

  private Optional<String> fence(Commit commit) {
    long epoch = life.map(LifeRow::epoch).orElse(0L);
    return commit
        .nextLife()
        .filter(next -> next.epoch() < epoch)
        .map(next -> "%s: its life was moved under a higher epoch".formatted(commit.table()));
  }

  /** Why what was prepared for a version of the life row must not happen, if there is a reason. */
  Optional<String> lifeRefusal(TableId table, long expectedVersion) {
    long version = life.map(LifeRow::version).orElse(0L);
    return version == expectedVersion
        ? Optional.empty()
        : Optional.of(
            "%s: its life is at version %d, not %d".formatted(table, version, expectedVersion));
  }

  /** Moves what {@link #refusal} has compared. */
  void move(Commit commit) {
    for (CheckpointMove move : commit.checkpoints()) {
      checkpoints.put(
          move.shard(),
          new Checkpoint(move.shard(), move.next(), move.epoch(), move.completeUntil()));
    }
    life = commit.nextLife().or(() -> life);
  }

  /** Counts the log's entries, which are not kept. */
  void append(long changes) {
    logEnd += changes;
  }

  long logEnd() {
    return logEnd;
  }

  void addFile(String fileKey, long items) {
    files.put(fileKey, items);
  }

  Optional<Long> loadedItems(String fileKey) {
    return Optional.ofNullable(files.get(fileKey));
  }

  void forgetFiles() {
    files.clear();
  }
}
