package dev.tailrace.core;

import dev.tailrace.sink.CheckpointMove;
import dev.tailrace.sink.CommitOutcome;
import dev.tailrace.sink.LoadOutcome;
import dev.tailrace.sink.Position;
import dev.tailrace.sink.TableState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Keeps one table equal. Each {@link #on} takes what happened and answers with what to do now.
 *
 * <p>Deterministic: the same events at the same times give the same commands. Used by one thread.
 * Every command but {@link Command.Warn}, {@link Command.Want}, {@link Command.Stopped} and {@link
 * Command.Halt} must be answered by one event; {@link #on} must be called with {@link Event.Woke}
 * no later than {@link #nextWake()}. The time that it is given must not go back and needs no
 * relation to anybody else's.
 *
 * <p>It works from levels, not edges: after every event it looks at what there is and starts what
 * is due and not under way. So no event is waited for that a restart could have swallowed.
 */
public final class TableProtocol {
  /** What an answer to GetRecords may hold, by AWS's limit. */
  private static final long PAGE_BYTES = 1L << 20;

  private static final Duration WATCHING_OTHERS = Duration.ofSeconds(2);

  private final ProtocolSettings settings;
  private final ShardReadings shards;
  private final ChangeBuffer buffer;
  private final Backfilling backfill;
  private final Committing committing = new Committing();
  private final LifeSteps steps;
  private final Discovery discovery;
  private final StateReading state = new StateReading();
  private final Gaps gaps;

  private Ownership ownership;
  private Stored stored = Stored.NOTHING;
  private Optional<Wants> told = Optional.empty();
  private Instant lastOn = Instant.MIN;
  private boolean stopping;
  private boolean over;
  private long changesRead;
  private long changesMerged;
  private long drifted;
  private Optional<String> halted = Optional.empty();

  /**
   * A protocol that knows nothing yet; the first {@link #on} reads what the sink has stored.
   *
   * @param ownership what it may do at first; {@link Event.Owned} changes it
   */
  public TableProtocol(ProtocolSettings settings, Ownership ownership) {
    this.settings = settings;
    this.ownership = ownership;
    this.shards = new ShardReadings(settings.pollPeriod(), ownership);
    this.buffer = new ChangeBuffer(settings.flush());
    this.backfill = new Backfilling(settings.loadParallelism());
    this.steps = new LifeSteps(settings, shards, backfill);
    this.discovery = new Discovery(settings);
    this.gaps = new Gaps(settings, discovery, shards);
  }

  /** Takes an event and tells what to do, in order. */
  public List<Command> on(Event event, Instant now) {
    List<Command> out = new ArrayList<>();
    lastOn = now;
    if (!over) {
      take(event, now, out);
    }
    if (!over) {
      advance(now, out);
    }
    return out;
  }

  private void take(Event event, Instant now, List<Command> out) {
    switch (event) {
      case Event.Woke e -> {}
      case Event.StopRequested e -> stopping = true;
      case Event.Owned e -> owned(e.ownership());
      case Event.StateRead e -> {
        if (state.answered()) {
          stateRead(e.state(), now);
        }
      }
      case Event.StateReadFailed e -> {
        state.failed(now, settings.table());
        haltIfFatal(e.failure(), out);
      }
      case Event.ShardsListed e -> listed(e, now, out);
      case Event.ListingFailed e -> {
        discovery.failed(e.failure(), now);
        gaps.ifLost(e.failure(), stored, out);
        haltIfFatal(e.failure(), out);
      }
      case Event.IteratorOpened e ->
          shards.awaiting(e.shard(), e.ticket()).ifPresent(s -> opened(s, e, out));
      case Event.PageRead e ->
          shards.awaiting(e.shard(), e.ticket()).ifPresent(s -> pageRead(s, e.page(), now));
      case Event.ReadFailed e ->
          shards.awaiting(e.shard(), e.ticket()).ifPresent(s -> readFailed(s, e, now, out));
      case Event.ExportRequested e -> {
        if (backfill.isAwaiting(e.clientToken())) {
          backfill.answered();
          steps.exportRequested(e.exportArn());
        }
      }
      case Event.ExportDescribed e -> {
        if (backfill.isAwaiting(e.exportArn())) {
          described(e.state(), now, out);
        }
      }
      case Event.ManifestRead e -> {
        if (backfill.isAwaiting(e.manifest())) {
          backfill.manifestRead(steps.contents(e.contents(), stored));
        }
      }
      case Event.ExportCallFailed e -> {
        if (backfill.isAwaiting(e.about())) {
          backfill.callFailed(now, settings.table());
          exportCallFailed(e.failure(), out);
          haltIfDamaged(e.failure(), backfill.isDamaged(e.about(), e.failure()), out);
        }
      }
      case Event.FileLoaded e -> {
        backfill.loaded(e.file(), e.outcome());
        if (e.outcome() instanceof LoadOutcome.Loaded loaded) {
          drifted += loaded.drifted();
        }
        if (e.outcome() instanceof LoadOutcome.Refused) {
          state.doubt();
        }
      }
      case Event.LoadFailed e -> {
        backfill.loadFailed(e.file(), now);
        haltIfDamaged(e.failure(), backfill.isDamaged(e.file(), e.failure()), out);
        haltIfFatal(e.failure(), out);
      }
      case Event.Committed e ->
          committing.done(e.ticket()).ifPresent(done -> committed(done, e.outcome(), now));
      case Event.CommitFailed e -> commitFailed(e, now, out);
    }
  }

  private void owned(Ownership now) {
    boolean led = ownership.lifeEpoch(stored.epoch()).isPresent();
    ownership = now;
    shards.own(now).forEach(buffer::drop);
    if (now.lifeEpoch(stored.epoch()).isPresent() && !led) {
      // Whoever led before may have moved the life since.
      state.wantRefresh();
    }
  }

  private void stateRead(TableState read, Instant now) {
    Stored next = Stored.of(read);
    if (state.mustStartOver() || !next.takesWhatWasReadFor(stored)) {
      restore(read, now);
      return;
    }
    Optional<Committing.InFlight> inDoubt = committing.inDoubt();
    if (inDoubt.isPresent()) {
      settle(inDoubt.get(), read, now);
      return;
    }
    if (next.version() > stored.version() && !committing.movesLife()) {
      Optional<Life> life = next.life();
      Optional<Life> before = stored.life();
      stored = next;
      life.filter(l -> !before.equals(life)).ifPresent(l -> lifeMoved(before, l, now));
    }
    refresh(read);
  }

  private void refresh(TableState read) {
    shards.refresh(read.checkpoints());
    backfill.loadedByOthers(read.loadedFiles());
  }

  /** Finds out whether a commit happened whose outcome is not known, or that was refused. */
  private void settle(Committing.InFlight doubtful, TableState read, Instant now) {
    Optional<ChangeBuffer.Drained> batch = doubtful.batch();
    boolean happened = batch.filter(b -> b.isIn(read)).isPresent();
    boolean mayHappen = batch.filter(b -> b.fitsOn(read)).isPresent();
    if (!happened && !mayHappen) {
      restore(read, now);
      return;
    }
    Optional<Life> before = stored.life();
    stored = Stored.of(read);
    committing.forget();
    if (happened) {
      committing.isKnown();
      changesMerged += doubtful.changes();
      shards.committed(doubtful.commit().checkpoints());
    } else {
      committing.start(steps.flush(stored, batch.orElseThrow()));
    }
    if (!stored.life().equals(before)) {
      lifeMoved(before, stored.life().orElseThrow(), now);
    }
    refresh(read);
  }

  private void restore(TableState read, Instant now) {
    state.startedOver();
    buffer.clear();
    committing.forget();
    discovery.restore();
    stored = Stored.of(read);
    Optional<Life> life = stored.life();
    shards.restore(
        life.map(Life::streamArn).orElse(""),
        read.checkpoints(),
        life.flatMap(Life::exportTime).isPresent());
    backfill.restore(read.loadedFiles());
    steps.restore(now);
  }

  private void listed(Event.ShardsListed event, Instant now, List<Command> out) {
    if (!discovery.listed(event, now) || !state.isKnown() || !stored.reads()) {
      return;
    }
    Optional<String> lost = shards.listed(event, now);
    if (lost.isPresent()) {
      gaps.declare(lost.get(), stored, out);
    }
    stageEnds(now);
    if (shards.tree().areFinished()) {
      discovery.streamEnded(event).ifPresent(what -> gaps.declare(what, stored, out));
    }
  }

  private void opened(ShardReading shard, Event.IteratorOpened event, List<Command> out) {
    Optional<String> lost =
        shard.isOurs() ? ShardReadings.outlived(shard, event.openedAt()) : Optional.empty();
    lost.ifPresent(what -> gaps.declare(what, stored, out));
    shards.opened(shard, event.iterator());
  }

  private void stageEnds(Instant now) {
    for (CheckpointMove move : ShardEnds.stage(shards.tree(), discovery.isEnabled())) {
      buffer.add(List.of(), move, now);
    }
  }

  private void pageRead(ShardReading shard, Page page, Instant now) {
    Optional<Position> before = shard.staged;
    Optional<Position> after =
        shards.read(shard, page, stored.life().flatMap(Life::exportTime), now);
    if (after.isPresent()) {
      shard.staged = after;
      if (shard.isOurs()) {
        changesRead += page.changes().size();
        shard.completeUntil = page.lastCommittedAt().or(() -> shard.completeUntil);
        buffer.add(
            page.changes(),
            new CheckpointMove(
                shard.ref(), before, after.get(), shard.epoch.getAsLong(), shard.completeUntil),
            now);
      }
    }
    if (page.nextIterator().isEmpty()) {
      stageEnds(now);
      // Whatever the shard split into is wanted at once.
      discovery.wantAtOnce(now);
    }
  }

  private void readFailed(
      ShardReading shard, Event.ReadFailed event, Instant now, List<Command> out) {
    shards.failed(shard, event.failure(), now);
    if (event.failure().kind() == Failure.Kind.POSITION_LOST && shard.isOurs()) {
      discovery.trimmed(shard.ref());
      gaps.ifLost(event.failure(), stored, out);
    }
    haltIfFatal(event.failure(), out);
  }

  private void described(ExportState export, Instant now, List<Command> out) {
    switch (export) {
      case ExportState.InProgress e -> backfill.stillInProgress(now);
      case ExportState.Completed e -> {
        backfill.answered();
        if (!steps.exportCompleted(e, stored)) {
          exportFailed("it shows %s, before the anchor".formatted(e.exportTime()), out);
        }
      }
      case ExportState.Failed e -> {
        backfill.answered();
        exportFailed(e.reason(), out);
      }
    }
  }

  private void exportFailed(String reason, List<Command> out) {
    String table = settings.source().name();
    if (steps.exportFailed(stored)) {
      out.add(
          new Command.Warn(
              "table %s: the export failed (%s); asking for another".formatted(table, reason)));
      return;
    }
    String message =
        "table %s: %d exports failed one after the other, the last with: %s"
            .formatted(table, LifeSteps.MOST_ATTEMPTS, reason);
    if (stored.life().flatMap(Life::repair).isPresent()) {
      steps.needAttention(message);
    } else {
      halt(message, out);
    }
  }

  private void exportCallFailed(Failure failure, List<Command> out) {
    if (failure.kind() == Failure.Kind.OUT_OF_REACH
        && stored.life().flatMap(Life::repair).isPresent()) {
      steps.needAttention(gaps.unrepairable(failure.message()));
    } else if (failure.kind() == Failure.Kind.OUT_OF_REACH) {
      halt(failure.message(), out);
    }
    haltIfFatal(failure, out);
  }

  private void committed(Committing.InFlight done, CommitOutcome outcome, Instant now) {
    committing.isKnown();
    switch (outcome) {
      case CommitOutcome.Refused refused -> {
        committing.doubt(done);
        state.doubt();
      }
      case CommitOutcome.Applied applied -> {
        changesMerged += done.changes();
        drifted += applied.drifted();
        shards.committed(done.commit().checkpoints());
        Optional<Life> before = stored.life();
        stored = stored.after(done.commit().nextLife(), done.nextLife(), applied.logEnd());
        done.nextLife().ifPresent(life -> lifeMoved(before, life, now));
      }
    }
  }

  private void lifeMoved(Optional<Life> before, Life life, Instant now) {
    if (life.phase() == Phase.ANCHORED) {
      // The anchor stored a position for every shard: begin again from there.
      state.doubtAll();
    }
    if (before.filter(life::needsSameExportAs).isEmpty()) {
      backfill.nextExport();
    }
    if (life.phase() == Phase.LOADING) {
      // Catching up waits for a listing made after the export.
      discovery.wantAtOnce(now);
    }
    if (life.phase() == Phase.NEEDS_ATTENTION) {
      buffer.clear();
    }
    steps.moved(life, now);
  }

  private void commitFailed(Event.CommitFailed event, Instant now, List<Command> out) {
    switch (event.failure().kind()) {
      case RETRY -> committing.failed(event.ticket(), now);
      case OUTCOME_UNKNOWN, ITERATOR_EXPIRED, POSITION_LOST -> {
        committing.done(event.ticket()).ifPresent(committing::doubt);
        committing.stayedUnknown(now);
        state.doubt();
      }
      case FATAL, OUT_OF_REACH, DAMAGED -> halt(event.failure().message(), out);
    }
  }

  private void haltIfDamaged(Failure failure, boolean forGood, List<Command> out) {
    if (forGood) {
      halt(failure.message(), out);
    }
  }

  private void haltIfFatal(Failure failure, List<Command> out) {
    if (failure.kind() == Failure.Kind.FATAL) {
      halt(failure.message(), out);
    }
  }

  private void halt(String message, List<Command> out) {
    if (!over) {
      over = true;
      String table = "table %s: ".formatted(settings.source().name());
      halted = Optional.of(message.startsWith(table) ? message : table + message);
      out.add(new Command.Halt(halted.get()));
    }
  }

  private void advance(Instant now, List<Command> out) {
    watchOthers(now);
    if (!stopping || !state.isKnown()) {
      state
          .read(now)
          .ifPresent(
              command -> {
                shards.stateIsAskedFor();
                out.add(command);
              });
    }
    if (state.isKnown()) {
      if (!stopping) {
        read(now, out);
      }
      commit(now);
      committing.send(now).ifPresent(out::add);
    }
    boolean committed = committing.isIdle() && buffer.isEmpty();
    if (stopping && (state.isKnown() ? committed : !state.isUnderWay())) {
      over = true;
      out.add(new Command.Stopped());
    }
  }

  private void read(Instant now, List<Command> out) {
    if (stored.reads() || discovery.needsAnchor(stored)) {
      Optional<Command> listing = discovery.list(stored, now);
      listing.ifPresent(
          command -> {
            shards.tree().listingIsAskedFor();
            out.add(command);
          });
    }
    if (stored.reads() && discovery.gap().isEmpty()) {
      shards.read(now, buffer.room(PAGE_BYTES), out);
    }
    if (leads().isPresent()) {
      steps.call(stored, now, out);
    }
    steps.load(stored, ownership, now, out);
    tell(out);
  }

  private OptionalLong leads() {
    // Under a higher epoch somebody else leads, and this worker will be told.
    OptionalLong epoch = ownership.lifeEpoch(stored.epoch());
    return epoch.isPresent() && epoch.getAsLong() < stored.epoch() ? OptionalLong.empty() : epoch;
  }

  /** Other workers move the life, load files and end shards; what they did has to be looked at. */
  private void watchOthers(Instant now) {
    if (stored.phase() == Phase.NEEDS_ATTENTION) {
      state.watch(settings.discoveryPeriod(), now);
    }
    if (ownership instanceof Ownership.Sole || !state.isKnown()) {
      return;
    }
    boolean catchingUp = stored.phase() == Phase.CATCHING_UP && leads().isPresent();
    shards.probeAll(catchingUp);
    if (shards.needFreshPositions()) {
      state.wantRefresh();
    }
    if (catchingUp || shards.tree().waitsForAnotherWorker()) {
      state.watch(WATCHING_OTHERS, now);
    } else if (stored.phase() == Phase.STREAMING) {
      state.watch(Duration.ZERO, now);
    } else {
      state.watch(settings.discoveryPeriod(), now);
    }
  }

  private void tell(List<Command> out) {
    if (ownership instanceof Ownership.Sole) {
      return;
    }
    boolean urgent = discovery.needsAnchor(stored) && discovery.gap().isPresent();
    Wants wants =
        new Wants(
            stored.epoch(),
            urgent && leads().isEmpty(),
            stored.reads() ? shards.wanted() : java.util.Map.of(),
            stored.phase() == Phase.LOADING ? backfill.wanted() : List.of());
    if (!told.equals(Optional.of(wants))) {
      told = Optional.of(wants);
      out.add(new Command.Want(wants));
    }
  }

  private void commit(Instant now) {
    if (!committing.isIdle()) {
      return;
    }
    if (discovery.needsAnchor(stored)) {
      // What was read after a gap would be merged over what was lost.
      buffer.clear();
      if (!stopping && leads().isPresent()) {
        gaps.anchor(steps, stored, leads().getAsLong()).ifPresent(committing::start);
      }
      return;
    }
    Optional<Committing.InFlight> step =
        stopping || leads().isEmpty()
            ? Optional.empty()
            : steps.next(stored, leads().getAsLong(), now);
    if (step.isPresent()) {
      committing.start(step.get());
    } else if (buffer.isDue(now) || (isAwaited() && !buffer.isEmpty())) {
      committing.start(steps.flush(stored, buffer.drain()));
    }
  }

  /**
   * Whether what was read is waited for: to stop, or to put the new table in the old one's place.
   */
  private boolean isAwaited() {
    return stopping || stored.phase() == Phase.CATCHING_UP;
  }

  /**
   * When {@link Event.Woke} is wanted at the latest, if nothing else happens before. Always later
   * than the last {@link #on}: what was due then was begun, or waits for an answer.
   */
  public Instant nextWake() {
    if (over) {
      return Instant.MAX;
    }
    return Stream.of(
            state.dueAt(),
            discovery.dueAt(),
            committing.isIdle() ? buffer.dueAt() : committing.dueAt(),
            state.isKnown() ? shards.dueAt() : Instant.MAX,
            steps.dueAt(stored))
        .filter(due -> due.isAfter(lastOn))
        .min(Instant::compareTo)
        .orElse(Instant.MAX);
  }

  /** What it waits for, for traces. */
  @Override
  public String toString() {
    return "version %d, %s, gap %s, in doubt %b, shards not quiet %s"
        .formatted(
            stored.version(),
            stored.phase(),
            discovery.gap(),
            committing.inDoubt().isPresent(),
            shards.notQuiet());
  }

  /** How the table is doing. */
  public TableStatus status(Instant now) {
    boolean needsPerson = halted.isPresent() || discovery.isStreamOff();
    boolean streams =
        stored.streams() && state.isKnown() && discovery.gap().isEmpty() && !needsPerson;
    boolean quiet = streams && buffer.isEmpty() && committing.isIdle() && shards.areQuiet();
    Phase phase = stored.life().map(Life::shownPhase).orElse(Phase.PREFLIGHT);
    return new TableStatus(
        settings.source().name(),
        needsPerson ? Phase.NEEDS_ATTENTION : gaps.isRepair(stored) ? Phase.REPAIRING : phase,
        backfill.itemsLoaded(),
        backfill.contents().map(ExportContents::items).orElse(0L),
        backfill.filesLoaded(),
        backfill.contents().map(c -> c.files().size()).orElse(0),
        changesRead,
        changesMerged,
        drifted,
        shards.committedUntil(),
        buffer.waiting(now),
        streams && shards.areCaughtUp(),
        quiet,
        halted.or(() -> stored.life().flatMap(Life::attention)).or(discovery::trouble));
  }
}
