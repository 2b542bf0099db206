package dev.tailrace.sink.dynamodb;

import dev.tailrace.item.MalformedItemException;
import dev.tailrace.sink.Change;
import dev.tailrace.sink.CheckpointMove;
import dev.tailrace.sink.Commit;
import dev.tailrace.sink.CommitOutcome;
import dev.tailrace.sink.RowChange;
import dev.tailrace.sink.ShardRef;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.TargetTable;
import dev.tailrace.sink.Work;
import dev.tailrace.sink.dynamodb.ChangeLog.Segment;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Does one commit: compares, writes the items, and then moves everything that is state in one
 * transaction. When that finds something changed meanwhile, all is compared again, and what has to
 * be done again is. Used by one thread.
 */
final class CommitRun {
  private final Parts parts;
  private final Commit commit;
  private final ChangeLog log;
  private final Set<Integer> done = new HashSet<>();
  private final Map<Integer, Prepared> prepared = new HashMap<>();
  private final Map<Integer, TableItem> appliedAt = new HashMap<>();

  CommitRun(Parts parts, Commit commit) {
    this.parts = parts;
    this.commit = commit;
    this.log = new ChangeLog(parts.state(), commit.table());
  }

  private record Prepared(long generation, Segment segment) {}

  /**
   * Runs it.
   *
   * @param sweep takes the state when a commit has forgotten something
   */
  CommitOutcome run(Consumer<TableItem> sweep) {
    check();
    Backoff backoff = new Backoff(parts.pause());
    while (true) {
      long lookedAt = parts.nanos().getAsLong();
      Snapshot now = Snapshot.of(parts.state(), commit);
      Optional<String> refusal = now.refusal(commit);
      if (refusal.isPresent()) {
        return new CommitOutcome.Refused(refusal.get());
      }
      if (done.isEmpty()) {
        checkTargets();
      }
      Draft draft = new Draft(now);
      try {
        work(draft, fence(lookedAt, now.item()));
      } catch (Fence.Stale e) {
        return new CommitOutcome.Refused(e.reason());
      } catch (MalformedItemException e) {
        throw new SinkException.Rejected(
            "%s: a change is malformed: %s".formatted(commit.table(), e.getMessage()), e);
      }
      String stateTable = parts.state().name();
      if (parts.state().transact(draft.actions(commit, log, parts.targets(), stateTable))) {
        if (draft.forgets()) {
          sweep.accept(draft.item(commit));
        }
        return new CommitOutcome.Applied(draft.logEnd());
      }
      if (!backoff.again()) {
        throw new SinkException.Unavailable(
            "%s: others commit all the time".formatted(commit.table()),
            new IllegalStateException());
      }
    }
  }

  private Fence fence(long lookedAt, TableItem now) {
    return new Fence(
        () -> Snapshot.of(parts.state(), commit).refusal(commit),
        parts.checkEvery(),
        parts.nanos(),
        lookedAt,
        now.sameLife(commit.table(), parts.state().name()));
  }

  private void check() {
    Set<ShardRef> moved = new HashSet<>();
    for (CheckpointMove move : commit.checkpoints()) {
      if (!moved.add(move.shard())) {
        throw new SinkException.Rejected("one commit moves shard %s twice".formatted(move.shard()));
      }
    }
    if (commit
        .nextLife()
        .filter(next -> next.version() != commit.expectedLifeVersion() + 1)
        .isPresent()) {
      throw new SinkException.Rejected(
          "%s: the life row's version must go up by one".formatted(commit.table()));
    }
  }

  /** Finds out what can't be done before anything is. */
  private void checkTargets() {
    Set<TargetTable> made = new HashSet<>();
    for (Work work : commit.work()) {
      switch (work) {
        case Work.CreateShadow w -> {
          parts.targets().checkFree(commit.table(), w.target());
          made.add(w.target());
        }
        case Work.CopyShadow w -> parts.targets().live(commit.table(), w.target());
        case Work.Merge w -> parts.targets().live(commit.table(), w.target());
        case Work.ApplyLog w -> checkMade(made, w.target());
        case Work.Swap w -> checkMade(made, w.target());
        case Work.AppendLog w -> {}
        case Work.ForgetLog w -> {}
      }
    }
  }

  private void checkMade(Set<TargetTable> made, TargetTable target) {
    if (!made.contains(target)) {
      parts.targets().required(commit.table(), target);
    }
  }

  private void work(Draft draft, Fence fence) {
    for (int i = 0; i < commit.work().size(); i++) {
      work(i, commit.work().get(i), draft, fence);
    }
  }

  private void work(int at, Work work, Draft draft, Fence fence) {
    Targets targets = parts.targets();
    switch (work) {
      case Work.CreateShadow w -> {
        once(
            at,
            () ->
                targets.make(
                    commit.table(),
                    w.target(),
                    draft.before().item().sameLife(commit.table(), parts.state().name()),
                    fence));
        draft.forgetFiles();
      }
      case Work.CopyShadow w -> {
        targets.verify(commit.table(), targets.live(commit.table(), w.target()));
        draft.forgetFiles();
      }
      case Work.Merge w ->
          once(
              at,
              () ->
                  write(targets.live(commit.table(), w.target()), w.target(), w.changes(), fence));
      case Work.AppendLog w -> draft.append(segment(at, w, draft.logGeneration()));
      case Work.ForgetLog w -> draft.forgetLog();
      case Work.ApplyLog w -> applyLog(at, w, draft, fence);
      case Work.Swap w -> {
        Target target = targets.required(commit.table(), w.target());
        targets.verify(commit.table(), target);
        draft.swap(target);
      }
    }
  }

  private void once(int at, Runnable work) {
    if (!done.contains(at)) {
      work.run();
      done.add(at);
    }
  }

  private Segment segment(int at, Work.AppendLog work, long generation) {
    Prepared before = prepared.get(at);
    if (before != null && before.generation() == generation) {
      return before.segment();
    }
    Segment segment = log.prepare(work.changes(), generation);
    prepared.put(at, new Prepared(generation, segment));
    return segment;
  }

  private void applyLog(int at, Work.ApplyLog work, Draft draft, Fence fence) {
    TableItem before = draft.before().item();
    if (Objects.equals(appliedAt.get(at), before)) {
      return;
    }
    Target target = parts.targets().required(commit.table(), work.target());
    parts.targets().verify(commit.table(), target);
    LogWindow window = new LogWindow(changes -> write(target, work.target(), changes, fence));
    if (draft.logGeneration() == before.logGeneration()) {
      log.read(
          work.target().key(), before.logGeneration(), work.after(), work.through(), window::add);
    }
    for (Draft.Placed placed : draft.segments()) {
      window.add(
          ChangeLog.cut(placed.segment().changes(), placed.first(), work.after(), work.through()));
    }
    window.flush();
    appliedAt.put(at, before);
  }

  private void write(Target target, TargetTable asked, List<Change> changes, Fence fence) {
    List<RowChange> effective = RowChange.of(asked, changes);
    parts.touched().add(commit.table(), target.name(), asked.key(), effective);
    parts.writer().write(commit.table(), target.name(), asked, effective, fence);
  }
}
