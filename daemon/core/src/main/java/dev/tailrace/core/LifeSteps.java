package dev.tailrace.core;

import dev.tailrace.sink.Commit;
import dev.tailrace.sink.LifeRow;
import dev.tailrace.sink.Work;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** From phase to phase: which call comes next, and which commit ends a phase. */
final class LifeSteps {
  static final int MOST_ATTEMPTS = 3;

  /** Entries of the change log that one commit merges into the shadow table. */
  private static final long LOG_CHUNK = 100_000;

  private final ProtocolSettings settings;
  private final ShardReadings shards;
  private final Backfilling backfill;
  private Optional<String> requested = Optional.empty();
  private boolean failed;
  private Optional<ExportState.Completed> completed = Optional.empty();

  LifeSteps(ProtocolSettings settings, ShardReadings shards, Backfilling backfill) {
    this.settings = settings;
    this.shards = shards;
    this.backfill = backfill;
  }

  void restore() {
    requested = Optional.empty();
    failed = false;
    completed = Optional.empty();
  }

  /** The call that the phase needs now, if one is due. */
  void call(TableProtocol.Stored stored, Instant now, List<Command> out) {
    if (stored.life().isEmpty() || requested.isPresent() || failed) {
      return;
    }
    Life life = stored.life().get();
    switch (life.phase()) {
      case EXPORTING -> callExport(life, now, out);
      case LOADING -> callLoading(stored.version(), life, now, out);
      case PREFLIGHT, ANCHORED, CATCHING_UP, STREAMING, REPAIRING, NEEDS_ATTENTION -> {}
    }
  }

  private void callExport(Life life, Instant now, List<Command> out) {
    if (!backfill.mayCall(now)) {
      return;
    }
    if (completed.isPresent()) {
      if (backfill.contents().isEmpty()) {
        readManifest(completed.get().manifest(), out);
      }
      return;
    }
    if (life.exportArn().isPresent()) {
      backfill.call(life.exportArn().get());
      out.add(new Command.DescribeExport(life.exportArn().get()));
    } else {
      String token = life.clientToken(settings.table().pipeline());
      backfill.call(token);
      out.add(new Command.RequestExport(token));
    }
  }

  private void readManifest(String manifest, List<Command> out) {
    backfill.call(manifest);
    out.add(new Command.ReadManifest(manifest));
  }

  private void callLoading(long version, Life life, Instant now, List<Command> out) {
    String manifest = life.manifest().orElseThrow();
    if (backfill.contents().isEmpty()) {
      if (backfill.mayCall(now)) {
        readManifest(manifest, out);
      }
      return;
    }
    for (String file : backfill.startLoading(now)) {
      out.add(new Command.LoadFile(manifest, file, life.exportTime().orElseThrow(), version));
    }
  }

  void exportRequested(String arn) {
    requested = Optional.of(arn);
  }

  void exportCompleted(ExportState.Completed export) {
    completed = Optional.of(export);
  }

  boolean exportFailed(TableProtocol.Stored stored) {
    failed = true;
    return stored.life().orElseThrow().attempt() < MOST_ATTEMPTS;
  }

  void moved(Life life) {
    requested = Optional.empty();
    failed = false;
    if (life.phase() == Phase.LOADING) {
      completed = Optional.empty();
      shards.exportIsTaken();
    }
  }

  /** The commit that anchors a new generation: where reading starts on every shard. */
  Committing.InFlight anchor(TableProtocol.Stored stored, List<Shard> listing, Instant now) {
    long generation = stored.life().map(Life::generation).orElse(0L) + 1;
    Life life = Life.anchored(generation, settings.source().streamArn(), now);
    backfill.notBefore(now.plus(Backfilling.SETTLE));
    return new Committing.InFlight(
        new Commit(
            settings.table(),
            stored.epoch(),
            stored.version(),
            Optional.of(life.toRow(stored.version() + 1, stored.epoch())),
            shards.anchor(listing),
            List.of(new Work.ForgetLog())),
        Optional.of(life),
        0);
  }

  /** The commit that the phase is ready for, if any. */
  Optional<Committing.InFlight> next(TableProtocol.Stored stored, Instant now) {
    Life life = stored.life().orElseThrow();
    return switch (life.phase()) {
      case ANCHORED ->
          now.isBefore(life.anchoredAt().plus(Backfilling.SETTLE))
              ? Optional.empty()
              : Optional.of(move(stored, life.exporting()));
      case EXPORTING -> nextOfExporting(stored, life);
      case LOADING ->
          backfill.isLoaded() && !backfill.isLoading()
              ? Optional.of(move(stored, life.in(Phase.CATCHING_UP)))
              : Optional.empty();
      case CATCHING_UP -> nextOfCatchingUp(stored, life);
      case PREFLIGHT, STREAMING, REPAIRING, NEEDS_ATTENTION -> Optional.empty();
    };
  }

  private Optional<Committing.InFlight> nextOfExporting(TableProtocol.Stored stored, Life life) {
    if (failed) {
      return Optional.of(move(stored, life.exportFailed()));
    }
    if (requested.isPresent()) {
      return Optional.of(move(stored, life.requested(requested.get())));
    }
    if (completed.isEmpty() || backfill.contents().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        move(
            stored,
            life.loading(completed.get()),
            new Work.CreateShadow(settings.target(), backfill.contents().get().shape())));
  }

  private Optional<Committing.InFlight> nextOfCatchingUp(TableProtocol.Stored stored, Life life) {
    long through = Math.min(stored.logEnd(), life.appliedThrough() + LOG_CHUNK);
    Work apply = new Work.ApplyLog(settings.target(), life.appliedThrough(), through);
    if (through < stored.logEnd()) {
      return Optional.of(move(stored, life.applied(through), apply));
    }
    if (!shards.arePastExport()) {
      return Optional.empty();
    }
    Life streaming = life.applied(through).in(Phase.STREAMING);
    return Optional.of(move(stored, streaming, apply, new Work.Swap(settings.target())));
  }

  private Committing.InFlight move(TableProtocol.Stored stored, Life next, Work... work) {
    Optional<LifeRow> row = Optional.of(next.toRow(stored.version() + 1, stored.epoch()));
    Commit commit =
        new Commit(
            settings.table(), stored.epoch(), stored.version(), row, List.of(), List.of(work));
    return new Committing.InFlight(commit, Optional.of(next), 0);
  }

  /** The commit of what was read: into the table while it streams, else into the change log. */
  Committing.InFlight flush(TableProtocol.Stored stored, ChangeBuffer.Drained drained) {
    Work work =
        stored.phase() == Phase.STREAMING
            ? new Work.Merge(settings.target(), drained.changes())
            : new Work.AppendLog(drained.changes());
    Commit commit =
        new Commit(
            settings.table(),
            stored.epoch(),
            stored.version(),
            Optional.empty(),
            drained.moves(),
            drained.changes().isEmpty() ? List.of() : List.of(work));
    return new Committing.InFlight(commit, Optional.empty(), drained.changes().size());
  }

  /** When the next call or step may be due. */
  Instant dueAt(TableProtocol.Stored stored) {
    return switch (stored.phase()) {
      case ANCHORED ->
          stored.life().map(l -> l.anchoredAt().plus(Backfilling.SETTLE)).orElse(Instant.MAX);
      case EXPORTING, LOADING -> backfill.dueAt();
      case PREFLIGHT, CATCHING_UP, STREAMING, REPAIRING, NEEDS_ATTENTION -> Instant.MAX;
    };
  }
}
