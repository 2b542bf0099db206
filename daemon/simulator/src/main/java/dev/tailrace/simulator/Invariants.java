package dev.tailrace.simulator;

import dev.tailrace.core.Command;
import dev.tailrace.sink.Change;
import dev.tailrace.sink.CheckpointMove;
import dev.tailrace.sink.Commit;
import dev.tailrace.sink.CommitOutcome;
import dev.tailrace.sink.LifeRow;
import dev.tailrace.sink.Position;
import dev.tailrace.sink.ShardRef;
import dev.tailrace.sink.Work;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What must hold after every step. It sees the truth in the models, which no protocol can. */
final class Invariants {
  private final World world;
  private final Map<String, String> tokens = new HashMap<>();
  private final Set<String> asked = new HashSet<>();
  private final Map<String, Long> logged = new HashMap<>();
  private long warnings;
  private long warningsAtAnchor;
  private long generations;
  private long caughtUps;

  Invariants(World world) {
    this.world = world;
  }

  /** How many backfills were begun. */
  long generations() {
    return generations;
  }

  /** How often a process said that it has caught up. */
  long caughtUps() {
    return caughtUps;
  }

  /** A process issued a command. */
  void issued(Command command) {
    switch (command) {
      case Command.Warn c -> warnings++;
      case Command.OpenIterator c -> parentIsDone(c.shard());
      case Command.RequestExport c -> oneExportEach(c.clientToken());
      default -> {}
    }
  }

  /** A person wants a new backfill. */
  void resynced() {
    warnings++;
  }

  /** What is due has been done: a process that wants to be woken at once would spin. */
  void wakesLater(Instant wake, Instant now) {
    if (!wake.isAfter(now)) {
      throw new Violation("the process asks to be woken in the past, so it spins: " + wake);
    }
  }

  /** A process that started then says that it has caught up: what was written before is there. */
  void caughtUp(Instant startedAt) {
    caughtUps++;
    if (!world.showsTips()) {
      return;
    }
    world
        .table()
        .lastWrites(startedAt.minusMillis(1))
        .forEach(
            (key, write) -> {
              ModelSink.Row row = world.sink().live().get(key);
              boolean stale =
                  (row == null || row.item().isEmpty())
                      ? deletedAt(key) < write.version()
                      : row.version() < write.version();
              if (stale) {
                throw new Violation(
                    "it says that it has caught up since %s, and %s is %s, before %s"
                        .formatted(startedAt, key, row, write));
              }
            });
  }

  private void oneExportEach(String token) {
    if (!asked.add(token)) {
      // Somebody who has not heard of the next anchor may ask for the last one's once more.
      return;
    }
    StoredLife life = StoredLife.of(world.sink().life().orElseThrow());
    String attempt =
        life.field("generation") + "/" + life.field("attempt") + "/" + life.repairFrom();
    String before = tokens.putIfAbsent(attempt, token);
    if (before != null && !before.equals(token)) {
      throw new Violation("a second export is asked for generation/attempt " + attempt);
    }
  }

  private void parentIsDone(ShardRef ref) {
    ModelShard shard = shard(ref);
    if (shard.parent().isEmpty()) {
      return;
    }
    ModelShard parent = shard(new ShardRef(ref.streamArn(), shard.parent().get()));
    boolean finished =
        world.sink().position(parent.ref()).filter(Position.Finished.class::isInstance).isPresent();
    if (!finished && parent.closedAt().isAfter(anchoredAt().plusSeconds(1))) {
      throw new Violation(
          "%s is read although the end of its parent %s is not committed"
              .formatted(ref, parent.ref()));
    }
  }

  private ModelShard shard(ShardRef ref) {
    return world.shard(ref).orElseThrow(() -> new Violation("there was never a shard " + ref));
  }

  private Instant anchoredAt() {
    return world
        .sink()
        .life()
        .map(row -> Instant.parse(StoredLife.of(row).field("anchored-at")))
        .orElse(Instant.MIN);
  }

  /** Commits to the warehouse, and looks at what that did. */
  CommitOutcome commit(Commit commit) {
    ModelSink sink = world.sink();
    Map<ShardRef, Optional<Position>> positions = new HashMap<>();
    commit.checkpoints().forEach(m -> positions.put(m.shard(), sink.position(m.shard())));
    SortedMap<String, ModelSink.Row> liveBefore = new TreeMap<>(sink.live());
    boolean existed = sink.liveExists();
    Optional<LifeRow> lifeBefore = sink.life();
    Set<String> filesBefore = new HashSet<>(sink.files().keySet());
    Instant anchor = anchoredAt();
    CommitOutcome outcome = sink.commit(commit);
    if (outcome instanceof CommitOutcome.Refused) {
      return outcome;
    }
    if (commit.work().stream().anyMatch(Work.ForgetLog.class::isInstance)) {
      anchored();
      return outcome;
    }
    Set<String> taken = new HashSet<>();
    changes(commit).forEach(c -> taken.add(c.origin().sequence().toString()));
    commit
        .checkpoints()
        .forEach(
            m -> covered(m, positions.getOrDefault(m.shard(), Optional.empty()), taken, anchor));
    noteLogged(commit);
    if (commit.work().stream().anyMatch(Work.Swap.class::isInstance)) {
      swapped(lifeBefore.orElseThrow(), filesBefore);
    }
    if (existed) {
      notOlder(liveBefore);
    }
    if (sink.liveExists() && commit.work().stream().anyMatch(Work.Merge.class::isInstance)) {
      merged(changes(commit));
    }
    return outcome;
  }

  private static List<Change> changes(Commit commit) {
    return commit.work().stream()
        .flatMap(
            work ->
                switch (work) {
                  case Work.Merge w -> w.changes().stream();
                  case Work.AppendLog w -> w.changes().stream();
                  case Work.CreateShadow w -> List.<Change>of().stream();
                  case Work.CopyShadow w -> List.<Change>of().stream();
                  case Work.ForgetLog w -> List.<Change>of().stream();
                  case Work.ApplyLog w -> List.<Change>of().stream();
                  case Work.Swap w -> List.<Change>of().stream();
                })
        .toList();
  }

  private void anchored() {
    generations++;
    if (generations > 1 && warnings == warningsAtAnchor) {
      throw new Violation("a new backfill begins and nobody was told why");
    }
    warningsAtAnchor = warnings;
    logged.clear();
  }

  /** Every record that a checkpoint passes was in the commit, or is older than the anchor. */
  private void covered(
      CheckpointMove move, Optional<Position> before, Set<String> taken, Instant anchor) {
    ModelShard shard = shard(move.shard());
    Instant now = world.scheduler().now();
    int from =
        before
            // Whatever it had: what is trimmed unread is passed over too.
            .filter(p -> !(p instanceof Position.TrimHorizon))
            .map(p -> shard.indexAfter(p, now))
            .orElse(0);
    int to = shard.indexAfter(move.next(), now);
    if (to < from) {
      throw new Violation("the checkpoint of %s goes back: %s".formatted(move.shard(), move));
    }
    if (move.next() instanceof Position.Finished && shard.isOpen()) {
      throw new Violation(move.shard() + " is stored as finished and still open");
    }
    for (ModelShard.Entry entry : shard.entries().subList(from, to)) {
      if (entry.at().isAfter(anchor)
          && !taken.contains(entry.change().origin().sequence().toString())) {
        throw new Violation(
            "the checkpoint of %s passes %s, which was not committed"
                .formatted(move.shard(), entry.change()));
      }
    }
  }

  private void noteLogged(Commit commit) {
    for (Work work : commit.work()) {
      if (work instanceof Work.AppendLog log) {
        for (Change change : log.changes()) {
          Write write = world.table().written(change.origin().sequence());
          logged.merge(write.key(), write.version(), Math::max);
        }
      }
    }
  }

  private void merged(List<Change> changes) {
    for (Change change : changes) {
      Write write = world.table().written(change.origin().sequence());
      ModelSink.Row row = world.sink().live().get(write.key());
      if (row == null || row.version() < write.version()) {
        throw new Violation("a committed change is not in the live table: " + change);
      }
    }
  }

  /**
   * The new table is whole, and no older than the export or the change log. Where the stream does
   * not show its tips, a row that the log holds may be older than the export, for moments.
   */
  private void swapped(LifeRow before, Set<String> files) {
    StoredLife life = StoredLife.of(before);
    ModelExports.Export export = world.exports().ofManifest(life.field("manifest")).orElseThrow();
    if (!files.containsAll(export.files().keySet())) {
      throw new Violation("a half-loaded table becomes visible: " + files);
    }
    if (export.time().isBefore(Instant.parse(life.field("anchored-at")))) {
      throw new Violation("the export is older than the anchor");
    }
    export
        .state()
        .forEach(
            (key, write) -> {
              if (world.showsTips() || !logged.containsKey(key)) {
                reaches(key, write.version(), write.item().isEmpty(), "the export");
              }
            });
    logged.forEach((key, version) -> reaches(key, version, false, "the change log"));
  }

  private void reaches(String key, long version, boolean mayLack, String what) {
    ModelSink.Row row = world.sink().live().get(key);
    if (row == null ? !mayLack : row.version() < version) {
      throw new Violation(
          "%s becomes visible as %s, older than version %d of %s"
              .formatted(key, row, version, what));
    }
  }

  private void notOlder(SortedMap<String, ModelSink.Row> before) {
    SortedMap<String, ModelSink.Row> after = world.sink().live();
    before.forEach(
        (key, old) -> {
          ModelSink.Row row = after.get(key);
          // A key that a repaired table does not know at all was deleted before its export.
          boolean absent = row == null || row.item().isEmpty();
          if (absent && old.item().isEmpty()) {
            return;
          }
          if (!world.showsTips() && !old.streamed() && row != null && row.streamed()) {
            // An export's row, of a shard that has not shown all that is older than the export.
            return;
          }
          if (row == null ? old.version() > deletedAt(key) : row.version() < old.version()) {
            throw new Violation("%s goes back from %s to %s".formatted(key, old, row));
          }
        });
  }

  private long deletedAt(String key) {
    return world.table().lastDelete(key).map(Write::version).orElse(0L);
  }
}
