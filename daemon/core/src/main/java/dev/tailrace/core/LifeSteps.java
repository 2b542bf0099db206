package dev.tailrace.core;

import dev.tailrace.core.Committing.InFlight;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.CheckpointMove;
import dev.tailrace.sink.Commit;
import dev.tailrace.sink.DataFileLoad;
import dev.tailrace.sink.Work;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** From phase to phase: which call comes next, and which commit ends a phase. */
final class LifeSteps {
  /** Exports that may fail one after the other before the next one waits. */
  static final int ATTEMPTS_AT_ONCE = 3;

  private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);

  /** Doubled so often at most: about an hour. */
  private static final int LONGEST_SHIFT = 6;

  /** Entries of the change log that one commit merges into the shadow table. */
  private static final long LOG_CHUNK = 100_000;

  /** Stands for the items that are looked up, among the data files. */
  private static final String TOUCHED = "touched since the repair's begin/";

  private final ProtocolSettings settings;
  private final ShardReadings shards;
  private final Backfilling backfill;
  private Instant enteredAt = Instant.MIN;
  private Optional<String> requested = Optional.empty();
  private boolean failed;
  private Instant nextAttemptAt = Instant.MIN;
  private Optional<String> attention = Optional.empty();
  private Optional<ExportState.Completed> completed = Optional.empty();

  LifeSteps(ProtocolSettings settings, ShardReadings shards, Backfilling backfill) {
    this.settings = settings;
    this.shards = shards;
    this.backfill = backfill;
  }

  void restore(Instant now) {
    enteredAt = now;
    requested = Optional.empty();
    failed = false;
    nextAttemptAt = Instant.MIN;
    attention = Optional.empty();
    completed = Optional.empty();
  }

  /** The call that the phase needs now, if one is due. */
  void call(Stored stored, Instant now, List<Command> out) {
    if (stored.phase() != Phase.EXPORTING || requested.isPresent() || failed) {
      return;
    }
    Life life = stored.life().orElseThrow();
    if (attention.isPresent() || !backfill.mayCall(now)) {
      return;
    }
    if (completed.isPresent()) {
      if (backfill.contents().isEmpty()) {
        readManifest(completed.get().manifest(), out);
      }
    } else if (life.exportArn().isPresent()) {
      backfill.call(life.exportArn().get());
      out.add(new Command.DescribeExport(life.exportArn().get()));
    } else {
      String token = life.clientToken(settings.table().pipeline());
      backfill.call(token);
      out.add(new Command.RequestExport(token, life.repair().map(Repair::window)));
    }
  }

  private void readManifest(String manifest, List<Command> out) {
    backfill.call(manifest);
    out.add(new Command.ReadManifest(manifest));
  }

  /** Loads data files, whoever moves the table's life. */
  void load(Stored stored, Ownership ownership, Instant now, List<Command> out) {
    if (stored.phase() != Phase.LOADING) {
      return;
    }
    Life life = stored.life().orElseThrow();
    String manifest = life.manifest().orElseThrow();
    if (backfill.contents().isEmpty()) {
      if (backfill.mayCall(now)) {
        readManifest(manifest, out);
      }
      return;
    }
    DataFileLoad.Kind kind =
        life.repair().isPresent() ? DataFileLoad.Kind.CHANGES : DataFileLoad.Kind.FULL;
    Instant shows = life.repair().map(r -> r.window().to()).or(life::exportTime).orElseThrow();
    for (String file : backfill.startLoading(ownership, now)) {
      out.add(
          file.startsWith(TOUCHED)
              ? new Command.LoadTouched(
                  file,
                  life.repair().orElseThrow().since().minus(Gaps.MARGIN),
                  shows,
                  stored.version())
              : new Command.LoadFile(manifest, file, shows, stored.version(), kind));
    }
  }

  /**
   * What has to be loaded. An incremental export tells the net change of a key within its window,
   * so it is silent of an item that was put and deleted in it. The put may have been merged from
   * the stream before the gap: the keys that it touched are looked up one by one.
   */
  ExportContents contents(ExportContents manifest, Stored stored) {
    Life life = stored.life().orElseThrow();
    if (life.repair().flatMap(Repair::rest).isPresent() || life.repair().isEmpty()) {
      return manifest;
    }
    List<String> files = new ArrayList<>(manifest.files());
    files.add(TOUCHED + life.generation());
    return new ExportContents(files, manifest.items(), manifest.shapes());
  }

  void exportRequested(String arn) {
    requested = Optional.of(arn);
  }

  /** Takes an export that is complete; false when it shows too early a time to be of use. */
  boolean exportCompleted(ExportState.Completed export, Stored stored) {
    Life life = stored.life().orElseThrow();
    // AWS cuts both times to the second.
    if (life.repair().isEmpty() && !export.exportTime().isAfter(life.anchoredAt())) {
      return false;
    }
    completed = Optional.of(export);
    return true;
  }

  /**
   * The export failed, and another is asked for: at once at first, then ever more seldom, since
   * each may cost money.
   *
   * @return how long the next one waits
   */
  Duration exportFailed(Stored stored, Instant now) {
    failed = true;
    int more = stored.life().orElseThrow().attempt() - ATTEMPTS_AT_ONCE;
    Duration pause =
        more < 0 ? Duration.ZERO : FIRST_PAUSE.multipliedBy(1L << Math.min(more, LONGEST_SHIFT));
    nextAttemptAt = pause.isZero() ? Instant.MIN : now.plus(pause);
    return pause;
  }

  /** What is missing can't be had without a person. */
  void needAttention(String why) {
    attention = Optional.of(why);
  }

  /** The life is another one now. */
  void moved(Life life, Instant now) {
    restore(now);
    if (life.phase() == Phase.LOADING || life.phase() == Phase.CATCHING_UP) {
      shards.exportIsTaken();
    }
  }

  /** The commit that anchors a new generation: where reading starts on every shard. */
  InFlight anchor(Stored stored, long epoch, Life life, List<CheckpointMove> moves) {
    return new InFlight(
        new Commit(
            settings.table(),
            stored.version(),
            Optional.of(life.toRow(stored.version() + 1, epoch)),
            moves,
            List.of(new Work.ForgetLog())),
        Optional.of(life),
        Optional.empty());
  }

  /** The commit that the phase is ready for, if any. */
  Optional<InFlight> next(Stored stored, long epoch, Instant now) {
    Life life = stored.life().orElseThrow();
    Mover mover = new Mover(stored, epoch);
    if (attention.isPresent()) {
      return Optional.of(mover.to(life.needsAttention(attention.get())));
    }
    return switch (life.phase()) {
      case ANCHORED ->
          isSettled(life, now) ? Optional.of(mover.to(life.in(Phase.EXPORTING))) : Optional.empty();
      case EXPORTING -> nextOfExporting(mover, life, now);
      case LOADING -> nextOfLoading(mover, life);
      case CATCHING_UP -> nextOfCatchingUp(mover, stored, life);
      case PREFLIGHT, STREAMING, REPAIRING, NEEDS_ATTENTION -> Optional.empty();
    };
  }

  /** By this worker's own clock, from when it learnt of the anchor: never too early. */
  private boolean isSettled(Life life, Instant now) {
    return life.repair().isPresent() || !now.isBefore(enteredAt.plus(Backfilling.SETTLE));
  }

  private Optional<InFlight> nextOfExporting(Mover mover, Life life, Instant now) {
    if (failed) {
      return now.isBefore(nextAttemptAt)
          ? Optional.empty()
          : Optional.of(mover.to(life.exportFailed()));
    }
    if (requested.isPresent()) {
      return Optional.of(mover.to(life.requested(requested.get())));
    }
    if (completed.isEmpty() || backfill.contents().isEmpty()) {
      return Optional.empty();
    }
    Life loading = life.loading(completed.get());
    if (life.repair().isEmpty()) {
      return Optional.of(mover.to(loading, shadows(backfill.contents().get().shapes())));
    }
    // Later windows go into the copy that the first one made.
    return Optional.of(
        life.repair().get().isFirst()
            ? mover.to(loading, settings.forEachTarget(Work.CopyShadow::new))
            : mover.to(loading));
  }

  private List<Work> shadows(List<TableShape> shapes) {
    List<Work> shadows = new ArrayList<>();
    for (int i = 0; i < shapes.size(); i++) {
      shadows.add(new Work.CreateShadow(settings.targets().get(i), shapes.get(i)));
    }
    return shadows;
  }

  private Optional<InFlight> nextOfLoading(Mover mover, Life life) {
    if (!backfill.isLoaded() || backfill.isLoading()) {
      return Optional.empty();
    }
    Optional<Repair> rest = life.repair().flatMap(Repair::rest);
    return Optional.of(
        mover.to(rest.map(life::nextWindow).orElseGet(() -> life.in(Phase.CATCHING_UP))));
  }

  private Optional<InFlight> nextOfCatchingUp(Mover mover, Stored stored, Life life) {
    long through = life.appliedThrough() + LOG_CHUNK;
    if (through < stored.logEnd()) {
      return Optional.of(
          mover.to(
              life.applied(through),
              settings.forEachTarget(t -> new Work.ApplyLog(t, life.appliedThrough(), through))));
    }
    if (!shards.arePastExport()) {
      return Optional.empty();
    }
    // Other workers may have appended since: whatever there is.
    // A swap forgets the log, so all of it is applied to all targets before.
    List<Work> rest =
        new ArrayList<>(
            settings.forEachTarget(
                t -> new Work.ApplyLog(t, life.appliedThrough(), Long.MAX_VALUE)));
    rest.addAll(settings.forEachTarget(Work.Swap::new));
    return Optional.of(mover.to(life.streaming(), rest));
  }

  /** Makes commits that move the life. */
  private final class Mover {
    private final Stored stored;
    private final long epoch;

    Mover(Stored stored, long epoch) {
      this.stored = stored;
      this.epoch = epoch;
    }

    InFlight to(Life next) {
      return to(next, List.of());
    }

    InFlight to(Life next, List<Work> work) {
      // An older release did not store which table it is.
      Life known = next.of(settings.source().identity());
      Commit commit =
          new Commit(
              settings.table(),
              stored.version(),
              Optional.of(known.toRow(stored.version() + 1, epoch)),
              List.of(),
              work);
      return new InFlight(commit, Optional.of(known), Optional.empty());
    }
  }

  /** The commit of what was read: into the table while it streams, else into the change log. */
  InFlight flush(Stored stored, ChangeBuffer.Drained drained) {
    List<Work> work =
        stored.streams()
            ? settings.forEachTarget(t -> new Work.Merge(t, drained.changes()))
            : List.of(new Work.AppendLog(drained.changes()));
    Commit commit =
        new Commit(
            settings.table(),
            stored.version(),
            Optional.empty(),
            drained.moves(),
            drained.changes().isEmpty() ? List.of() : work);
    return new InFlight(commit, Optional.empty(), Optional.of(drained));
  }

  /** When the next call or step may be due. */
  Instant dueAt(Stored stored) {
    return switch (stored.phase()) {
      case ANCHORED -> enteredAt.plus(Backfilling.SETTLE);
      case EXPORTING -> failed ? nextAttemptAt : backfill.dueAt();
      case LOADING -> backfill.dueAt();
      case PREFLIGHT, CATCHING_UP, STREAMING, REPAIRING, NEEDS_ATTENTION -> Instant.MAX;
    };
  }
}
