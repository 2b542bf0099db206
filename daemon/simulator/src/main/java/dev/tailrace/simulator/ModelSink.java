package dev.tailrace.simulator;

import dev.tailrace.sink.Change;
import dev.tailrace.sink.Checkpoint;
import dev.tailrace.sink.CheckpointMove;
import dev.tailrace.sink.Commit;
import dev.tailrace.sink.CommitOutcome;
import dev.tailrace.sink.LifeRow;
import dev.tailrace.sink.LoadOutcome;
import dev.tailrace.sink.Position;
import dev.tailrace.sink.ShardRef;
import dev.tailrace.sink.TableState;
import dev.tailrace.sink.Work;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A warehouse with transactions, of one table. It remembers each row's version and deletions, so
 * that invariants can see what became older. Not final: a test may make it lie.
 */
class ModelSink {
  /** A row, or the place where one was deleted. */
  record Row(long version, Optional<String> item, boolean streamed, Instant at) {}

  private final ModelTable source;
  private Optional<LifeRow> life = Optional.empty();
  private final Map<ShardRef, Checkpoint> checkpoints = new LinkedHashMap<>();
  private final Map<String, Long> files = new LinkedHashMap<>();
  private final SortedMap<Long, Change> log = new TreeMap<>();
  private long logEnd;
  private SortedMap<String, Row> shadow = new TreeMap<>();
  private SortedMap<String, Row> live = new TreeMap<>();
  private boolean liveExists;

  ModelSink(ModelTable source) {
    this.source = source;
  }

  TableState read() {
    return new TableState(
        life, List.copyOf(checkpoints.values()), new LinkedHashMap<>(files), logEnd);
  }

  CommitOutcome commit(Commit commit) {
    Optional<String> refusal = refusal(commit);
    if (refusal.isPresent()) {
      return new CommitOutcome.Refused(refusal.get());
    }
    commit.nextLife().ifPresent(next -> life = Optional.of(next));
    move(commit);
    commit.work().forEach(this::work);
    return new CommitOutcome.Applied(logEnd);
  }

  void move(Commit commit) {
    for (CheckpointMove move : commit.checkpoints()) {
      checkpoints.put(
          move.shard(),
          new Checkpoint(move.shard(), move.next(), move.epoch(), move.completeUntil()));
    }
  }

  Optional<String> refusal(Commit commit) {
    Optional<String> ofLife = lifeRefusal(commit.expectedLifeVersion()).or(() -> fence(commit));
    if (ofLife.isPresent()) {
      return ofLife;
    }
    for (CheckpointMove move : commit.checkpoints()) {
      Optional<Checkpoint> stored = checkpoint(move.shard());
      if (!stored.map(Checkpoint::position).equals(move.expected())
          || stored.filter(c -> c.epoch() > move.epoch()).isPresent()) {
        return Optional.of(move + " does not fit " + stored);
      }
    }
    return Optional.empty();
  }

  Optional<String> fence(Commit commit) {
    long epoch = life.map(LifeRow::epoch).orElse(0L);
    return commit
        .nextLife()
        .filter(next -> next.epoch() < epoch)
        .map(next -> "the life was moved under epoch %d".formatted(epoch));
  }

  Optional<String> lifeRefusal(long expectedVersion) {
    long version = life.map(LifeRow::version).orElse(0L);
    return version == expectedVersion
        ? Optional.empty()
        : Optional.of("life version %d where %d was expected".formatted(version, expectedVersion));
  }

  void work(Work work) {
    switch (work) {
      case Work.CreateShadow w -> {
        shadow = new TreeMap<>();
        files.clear();
      }
      case Work.CopyShadow w -> {
        if (!liveExists) {
          throw new Violation("there is no table to copy");
        }
        shadow = new TreeMap<>(live);
        files.clear();
      }
      case Work.Merge w -> w.changes().forEach(change -> put(live, change));
      case Work.AppendLog w -> w.changes().forEach(change -> log.put(++logEnd, change));
      case Work.ForgetLog w -> log.clear();
      case Work.ApplyLog w ->
          log.tailMap(w.after() + 1)
              .headMap(Math.min(w.through(), logEnd) + 1)
              .values()
              .forEach(change -> put(shadow, change));
      case Work.Swap w -> {
        live = shadow;
        liveExists = true;
        shadow = new TreeMap<>();
        log.clear();
        files.clear();
      }
    }
  }

  private void put(SortedMap<String, Row> rows, Change change) {
    Write write = source.written(change.origin().sequence());
    Optional<String> item =
        switch (change) {
          case Change.Upsert c -> Optional.of(c.item().toString());
          case Change.Delete c -> Optional.empty();
        };
    rows.put(write.key(), new Row(write.version(), item, true, change.origin().committedAt()));
  }

  LoadOutcome load(String file, List<Write> items, long expectedLifeVersion) {
    Optional<String> refusal = lifeRefusal(expectedLifeVersion);
    if (refusal.isPresent()) {
      return new LoadOutcome.Refused(refusal.get());
    }
    Long loaded = files.get(file);
    if (loaded != null) {
      return new LoadOutcome.AlreadyLoaded(loaded);
    }
    items.forEach(w -> shadow.put(w.key(), new Row(w.version(), w.item(), false, w.at())));
    files.put(file, (long) items.size());
    return new LoadOutcome.Loaded(items.size());
  }

  /** The keys of the shadow's rows, not those deleted, that the stream touched since a time. */
  List<String> touchedSince(Instant since) {
    return shadow.entrySet().stream()
        .filter(e -> e.getValue().item().isPresent() && e.getValue().streamed())
        .filter(e -> !e.getValue().at().isBefore(since))
        .map(Map.Entry::getKey)
        .toList();
  }

  Optional<LifeRow> life() {
    return life;
  }

  Optional<Checkpoint> checkpoint(ShardRef shard) {
    return Optional.ofNullable(checkpoints.get(shard));
  }

  Optional<Position> position(ShardRef shard) {
    return checkpoint(shard).map(Checkpoint::position);
  }

  Map<String, Long> files() {
    return files;
  }

  /** The rows that the table's readers see, deletions too; empty before the first swap. */
  SortedMap<String, Row> live() {
    return live;
  }

  SortedMap<String, Row> shadow() {
    return shadow;
  }

  boolean liveExists() {
    return liveExists;
  }

  long logEnd() {
    return logEnd;
  }
}
