package dev.tailrace.testkit;

import dev.tailrace.sink.Change;
import dev.tailrace.sink.Checkpoint;
import dev.tailrace.sink.CheckpointMove;
import dev.tailrace.sink.Commit;
import dev.tailrace.sink.LifeRow;
import dev.tailrace.sink.Position;
import dev.tailrace.sink.ShardRef;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.TableId;
import dev.tailrace.sink.TableState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What the sink in memory keeps of one source table beside its rows. */
final class MemoryState {
  private Optional<LifeRow> life = Optional.empty();
  private long logEnd;
  private final Map<ShardRef, Checkpoint> checkpoints = new LinkedHashMap<>();
  private final Map<String, Long> files = new LinkedHashMap<>();
  private final NavigableMap<Long, Change> log = new TreeMap<>();

  MemoryState copy() {
    MemoryState copy = new MemoryState();
    copy.life = life;
    copy.logEnd = logEnd;
    copy.checkpoints.putAll(checkpoints);
    copy.files.putAll(files);
    copy.log.putAll(log);
    return copy;
  }

  TableState view() {
    return new TableState(life, List.copyOf(checkpoints.values()), files, logEnd);
  }

  Map<String, Long> files() {
    return files;
  }

  long logEnd() {
    return logEnd;
  }

  void append(List<Change> changes) {
    for (Change change : changes) {
      logEnd++;
      log.put(logEnd, change);
    }
  }

  List<Change> log(long after, long through) {
    return new ArrayList<>(log.subMap(after, false, through, true).values());
  }

  void forgetLog() {
    log.clear();
  }

  Optional<String> lifeRefusal(TableId table, long expectedVersion) {
    long version = life.map(LifeRow::version).orElse(0L);
    if (version != expectedVersion) {
      return Optional.of(
          "%s: its life is at version %d, not %d".formatted(table, version, expectedVersion));
    }
    return Optional.empty();
  }

  private Optional<String> fence(Commit commit) {
    long epoch = life.map(LifeRow::epoch).orElse(0L);
    return commit
        .nextLife()
        .filter(next -> next.epoch() < epoch)
        .map(next -> "%s: its life was moved under a higher epoch".formatted(commit.table()));
  }

  Optional<String> refusal(Commit commit) {
    Set<ShardRef> moved = new HashSet<>();
    for (CheckpointMove move : commit.checkpoints()) {
      if (!moved.add(move.shard())) {
        throw new SinkException.Rejected("one commit moves shard %s twice".formatted(move.shard()));
      }
      Optional<Checkpoint> now = Optional.ofNullable(checkpoints.get(move.shard()));
      Optional<Position> position = now.map(Checkpoint::position);
      if (!position.equals(move.expected())) {
        return Optional.of(
            "shard %s is at %s, not %s".formatted(move.shard(), position, move.expected()));
      }
      if (now.map(Checkpoint::epoch).orElse(0L) > move.epoch()) {
        return Optional.of("shard %s was moved under a higher epoch".formatted(move.shard()));
      }
    }
    return lifeRefusal(commit.table(), commit.expectedLifeVersion()).or(() -> fence(commit));
  }

  /** Moves the checkpoints and the life row, which were compared. */
  void move(Commit commit) {
    for (CheckpointMove move : commit.checkpoints()) {
      checkpoints.put(
          move.shard(),
          new Checkpoint(move.shard(), move.next(), move.epoch(), move.completeUntil()));
    }
    commit
        .nextLife()
        .ifPresent(
            next -> {
              if (next.version() != commit.expectedLifeVersion() + 1) {
                throw new SinkException.Rejected(
                    "%s: the life row's version must go up by one".formatted(commit.table()));
              }
              life = Optional.of(next);
            });
  }
}
