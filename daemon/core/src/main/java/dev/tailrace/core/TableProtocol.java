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
 * Every command but {@link Command.Warn}, {@link Command.Trouble}, {@link Command.Recovered},
 * {@link Command.Want}, {@link Command.Stopped} and {@link Command.PlanAgain} must be answered by
 * one event; {@link #on} must be called with {@link Event.Woke} no later than {@link #nextWake()}.
 * The time that it is given must not go back and needs no relation to anybody else's.
 *
 * <p>It works from levels, not edges: after every event it looks at what there is and starts what
 * is due and not under way. So no event is waited for that a restart could have swallowed.
 *
 * <p>Nothing that fails is final: what failed is tried again, and {@link Troubles} tells people of
 * it while it lasts.
 */
public final class TableProtocol {
  /** What an answer to GetRecords may hold, by AWS's limit. */
  private static final long PAGE_BYTES = 1L << 20;

  private static final Duration WATCHING_OTHERS = Duration.ofSeconds(2);

  private static final String STATE = "state";
  private static final String COMMIT = "commit";
  private static final String LISTING = "listing";
  private static final String CALL = "call";
  private static final String ATTEMPTS = "attempts";

  private final ProtocolSettings settings;
  private final ShardReadings shards;
  private final ChangeBuffer buffer;
  private final Backfilling backfill;
  private final Committing committing = new Committing();
  private final LifeSteps steps;
  private final Discovery discovery;
  private final StateReading state = new StateReading();
  private final Gaps gaps;
  private final SourceGuard guard;
  private final Troubles troubles;

  private Ownership ownership;
  private Stored stored = Stored.NOTHING;
  private Optional<Wants> told = Optional.empty();
  private Instant lastOn = Instant.MIN;
  private boolean stopping;
  private boolean caughtUpWanted;
  private boolean over;
  private long changesRead;
  private long changesMerged;
  private long drifted;

  /** What the sink held for certain when its state was last asked for. */
  private Optional<SinkRegress> heldAtRead = Optional.empty();

  /** That the sink went back, until what it lost is there again. */
  private Optional<String> wentBack = Optional.empty();

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
    this.guard = new SourceGuard(settings);
    this.troubles = new Troubles(settings.source().name());
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
    if (!over) {
      if (wentBack.isPresent() && state.isKnown()) {
        hasRecovered(out);
      }
      out.addAll(troubles.tell(now));
    }
    return out;
  }

  private void take(Event event, Instant now, List<Command> out) {
    switch (event) {
      case Event.Woke e -> {}
      case Event.StopRequested e -> stopping = true;
      case Event.CaughtUpWanted e -> caughtUpWanted = true;
      case Event.Owned e -> owned(e.ownership());
      case Event.StateMoved e -> state.wantRefresh();
      case Event.StateRead e -> {
        troubles.worked(Troubles.Area.SINK, STATE, now);
        if (state.answered()) {
          stateRead(e.state(), now, out);
        }
      }
      case Event.StateReadFailed e -> {
        state.failed(e.failure(), now, settings.table());
        troubles.failed(Troubles.Area.SINK, STATE, e.failure(), now);
      }
      case Event.ShardsListed e -> listed(e, now, out);
      case Event.ListingFailed e -> {
        discovery.failed(e.failure(), now);
        troubles.failed(Troubles.Area.LISTING, LISTING, e.failure(), now);
        gaps.ifLost(e.failure(), stored, out);
      }
      case Event.IteratorOpened e ->
          shards.awaiting(e.shard(), e.ticket()).ifPresent(s -> opened(s, e, out));
      case Event.PageRead e ->
          shards.awaiting(e.shard(), e.ticket()).ifPresent(s -> pageRead(s, e.page(), now));
      case Event.ReadFailed e ->
          shards.awaiting(e.shard(), e.ticket()).ifPresent(s -> readFailed(s, e, now, out));
      case Event.ExportRequested e -> {
        if (backfill.isAwaiting(e.clientToken())) {
          troubles.worked(Troubles.Area.EXPORT, CALL, now);
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
          troubles.worked(Troubles.Area.EXPORT, CALL, now);
          backfill.manifestRead(steps.contents(e.contents(), stored));
        }
      }
      case Event.ExportCallFailed e -> {
        if (backfill.isAwaiting(e.about())) {
          backfill.callFailed(e.failure(), now, settings.table());
          exportCallFailed(e, now);
        }
      }
      case Event.FileLoaded e -> {
        troubles.worked(Troubles.Area.LOADING, e.file(), now);
        backfill.loaded(e.file(), e.outcome());
        if (e.outcome() instanceof LoadOutcome.Loaded loaded) {
          drifted += loaded.drifted();
        }
        if (e.outcome() instanceof LoadOutcome.Refused) {
          state.doubt();
        }
      }
      case Event.LoadFailed e -> {
        backfill.loadFailed(e.file(), e.failure(), now);
        troubles.failed(Troubles.Area.LOADING, e.file(), ifStoredSo(e.file(), e.failure()), now);
      }
      case Event.Committed e ->
          committing.done(e.ticket()).ifPresent(done -> committed(done, e.outcome(), now));
      case Event.CommitFailed e -> commitFailed(e, now);
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

  private void stateRead(TableState read, Instant now, List<Command> out) {
    Stored next = Stored.of(read);
    Optional<String> lost =
        state.mustStartOver() ? Optional.empty() : heldAtRead.flatMap(h -> h.lostIn(read));
    lost.ifPresent(what -> regressed(what, out));
    if (state.mustStartOver() || lost.isPresent() || !next.takesWhatWasReadFor(stored)) {
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

  private void regressed(String how, List<Command> out) {
    String message =
        "table %s: the sink went back to an earlier state: %s. What it lost is read again from the stream; what the stream no longer has is a gap, and repaired as one"
            .formatted(settings.source().name(), how);
    wentBack = Optional.of(message);
    out.add(new Command.Warn(message));
  }

  private void hasRecovered(List<Command> out) {
    if (stored.streams() && shards.areCaughtUp() && buffer.isEmpty() && committing.isIdle()) {
      wentBack = Optional.empty();
      out.add(
          new Command.Recovered(
              "table %s: what the sink had lost is there again"
                  .formatted(settings.source().name())));
    }
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
      troubles.worked(Troubles.Area.SINK, COMMIT, now);
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
    // Each shard is opened again, and tells again where that fails.
    troubles.ended(Troubles.Area.READING, now);
    attention(now);
  }

  /** A person has to decide: said at every start, and now and then. */
  private void attention(Instant now) {
    Optional<String> why =
        stored
            .life()
            .filter(l -> l.phase() == Phase.NEEDS_ATTENTION)
            .flatMap(Life::attention)
            .or(() -> guard.refusal(stored))
            .or(discovery::streamOff);
    if (why.isPresent()) {
      troubles.stands(Troubles.Area.SOURCE, why.get(), now);
    } else {
      troubles.ended(Troubles.Area.SOURCE, now);
    }
  }

  private void listed(Event.ShardsListed event, Instant now, List<Command> out) {
    troubles.worked(Troubles.Area.LISTING, LISTING, now);
    guard.saw(event.source());
    boolean isOfStream = discovery.listed(event, guard.isPlanned(), now);
    if (!isOfStream) {
      shards.tree().listedForAnchor();
    }
    if (!guard.isPlanned() && state.isKnown() && discovery.needsAnchor(stored)) {
      withoutTable(now, out);
      return;
    }
    if (isOfStream && state.isKnown() && stored.reads()) {
      listedOfStream(event, now, out);
    }
    attention(now);
  }

  /** Reading was to begin again, and the table that was planned for is no longer there. */
  private void withoutTable(Instant now, List<Command> out) {
    if (stored.phase() == Phase.PREFLIGHT && guard.isReplaced()) {
      over = true;
      out.add(
          new Command.PlanAgain(
              "table %s: it is another table now; looking at it again"
                  .formatted(settings.source().name())));
      return;
    }
    // Nothing more of a table that is gone can be had.
    discovery.gapIsBeyondRepair();
    guard.streamEnded();
    attention(now);
  }

  private void listedOfStream(Event.ShardsListed event, Instant now, List<Command> out) {
    if (event.source().streamIsGone()) {
      if (guard.isPlanned()) {
        gaps.declare(
            "stream %s is gone, and it was not read to its end".formatted(event.streamArn()),
            stored,
            out);
      } else {
        guard.streamEnded();
      }
      return;
    }
    Optional<String> lost = shards.listed(event, now);
    if (lost.isPresent()) {
      gaps.declare(lost.get(), stored, out);
    }
    stageEnds(now);
    if (shards.tree().areFinished() && guard.isPlanned()) {
      discovery.streamEnded(event).ifPresent(what -> gaps.declare(what, stored, out));
    } else if (shards.tree().areFinished() && !event.enabled()) {
      guard.streamEnded();
    }
  }

  private void opened(ShardReading shard, Event.IteratorOpened event, List<Command> out) {
    Optional<String> lost = ShardReadings.outlived(shard, event.openedAt());
    if (lost.isPresent() && !shard.isOurs()) {
      // Whoever reads it may be further than this worker knows. Until that is known, what is left
      // tells nothing.
      shards.failed(shard, new Failure(Failure.Kind.RETRY, lost.get()), lastOn);
      return;
    }
    lost.ifPresent(what -> gaps.declare(what, stored, out));
    shards.opened(shard, event.iterator());
  }

  private void stageEnds(Instant now) {
    for (CheckpointMove move : ShardEnds.stage(shards.tree(), discovery.isEnabled())) {
      buffer.add(List.of(), move, now);
    }
  }

  private void pageRead(ShardReading shard, Page page, Instant now) {
    troubles.worked(Troubles.Area.READING, shard.ref(), now);
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
    troubles.failed(Troubles.Area.READING, shard.ref(), event.failure(), now);
    if (event.failure().kind() == Failure.Kind.NOT_FOUND) {
      // A listing shows whether the shard is gone.
      discovery.wantAtOnce(now);
    }
    if (event.failure().kind() == Failure.Kind.POSITION_LOST && shard.isOurs()) {
      discovery.trimmed(shard.ref());
      gaps.ifLost(event.failure(), stored, out);
    }
  }

  private void described(ExportState export, Instant now, List<Command> out) {
    switch (export) {
      case ExportState.InProgress e -> {
        troubles.worked(Troubles.Area.EXPORT, CALL, now);
        backfill.stillInProgress(now);
      }
      case ExportState.Completed e -> {
        backfill.answered();
        if (steps.exportCompleted(e, stored)) {
          troubles.worked(Troubles.Area.EXPORT, ATTEMPTS, now);
        } else {
          exportFailed("it shows %s, before the anchor".formatted(e.exportTime()), now, out);
        }
      }
      case ExportState.Failed e -> {
        backfill.answered();
        exportFailed(e.reason(), now, out);
      }
    }
  }

  private void exportFailed(String reason, Instant now, List<Command> out) {
    String table = settings.source().name();
    Duration pause = steps.exportFailed(stored, now);
    if (pause.isZero()) {
      out.add(
          new Command.Warn(
              "table %s: the export failed (%s); asking for another".formatted(table, reason)));
    } else {
      troubles.failed(
          Troubles.Area.EXPORT,
          ATTEMPTS,
          new Failure(
              Failure.Kind.REFUSED,
              "table %s: %d exports failed one after the other, the last with: %s. The next one is asked for in %d minutes"
                  .formatted(
                      table, stored.life().orElseThrow().attempt(), reason, pause.toMinutes())),
          now);
    }
  }

  private void exportCallFailed(Event.ExportCallFailed event, Instant now) {
    Failure failure = event.failure();
    if (failure.kind() == Failure.Kind.OUT_OF_REACH
        && stored.life().flatMap(Life::repair).isPresent()) {
      steps.needAttention(gaps.unrepairable(failure.message()));
    } else {
      troubles.failed(Troubles.Area.EXPORT, CALL, ifStoredSo(event.about(), failure), now);
    }
  }

  /** What is damaged may be so on its way only, and is right when it is read again. */
  private Failure ifStoredSo(String about, Failure failure) {
    boolean onItsWay =
        failure.kind() == Failure.Kind.DAMAGED && !backfill.isDamaged(about, failure);
    return onItsWay ? new Failure(Failure.Kind.RETRY, failure.message()) : failure;
  }

  private void committed(Committing.InFlight done, CommitOutcome outcome, Instant now) {
    committing.isKnown();
    switch (outcome) {
      case CommitOutcome.Refused refused -> {
        troubles.worked(Troubles.Area.SINK, COMMIT, now);
        committing.doubt(done);
        state.doubt();
      }
      case CommitOutcome.Applied applied -> {
        troubles.worked(Troubles.Area.SINK, COMMIT, now);
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
    if (life.phase() == Phase.PREFLIGHT) {
      discovery.forgetAnchor();
    }
    if (life.phase() == Phase.ANCHORED) {
      // The anchor stored a position for every shard: begin again from there.
      state.doubtAll();
    }
    if (before.filter(life::needsSameExportAs).isEmpty()) {
      backfill.nextExport();
    }
    if (life.phase() != Phase.EXPORTING && life.phase() != Phase.LOADING) {
      troubles.ended(Troubles.Area.EXPORT, now);
      troubles.ended(Troubles.Area.LOADING, now);
    }
    if (life.phase() == Phase.LOADING) {
      // Catching up waits for a listing made after the export.
      discovery.wantAtOnce(now);
    }
    if (life.phase() == Phase.NEEDS_ATTENTION) {
      buffer.clear();
    }
    steps.moved(life, now);
    attention(now);
  }

  private void commitFailed(Event.CommitFailed event, Instant now) {
    troubles.failed(Troubles.Area.SINK, COMMIT, event.failure(), now);
    switch (event.failure().kind()) {
      case OUTCOME_UNKNOWN, ITERATOR_EXPIRED, POSITION_LOST -> {
        committing.done(event.ticket()).ifPresent(committing::doubt);
        committing.stayedUnknown(now);
        state.doubt();
      }
      case RETRY, NOT_FOUND, REFUSED, OUT_OF_REACH, DAMAGED -> {
        committing.failed(event.ticket(), event.failure(), now);
        // Whoever answers next may be another server, or an older state of this one.
        state.wantRefresh();
      }
    }
  }

  private void advance(Instant now, List<Command> out) {
    watchOthers(now);
    if (!stopping || !state.isKnown()) {
      state
          .read(now)
          .ifPresent(
              command -> {
                heldAtRead = Optional.of(SinkRegress.of(stored, shards.tree()));
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
    boolean refused = guard.refusal(stored).isPresent();
    boolean lists = stored.reads() || discovery.needsAnchor(stored);
    if (lists && !guard.isForeign(stored)) {
      Optional<Command> listing = discovery.list(stored, now);
      listing.ifPresent(
          command -> {
            shards.tree().listingIsAskedFor();
            out.add(command);
          });
    }
    if (refused) {
      return;
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
    boolean waitsForPerson =
        stored.phase() == Phase.NEEDS_ATTENTION || guard.refusal(stored).isPresent();
    state.watch(
        waitsForPerson && settings.verifyPeriod().isZero()
            ? settings.discoveryPeriod()
            : settings.verifyPeriod(),
        now);
    if (ownership instanceof Ownership.Sole || !state.isKnown()) {
      return;
    }
    boolean catchingUp = stored.phase() == Phase.CATCHING_UP && leads().isPresent();
    boolean coverWanted =
        (caughtUpWanted || wentBack.isPresent()) && stored.streams() && !shards.areCaughtUp();
    shards.probeAll(catchingUp || coverWanted);
    if (shards.needFreshPositions()) {
      state.wantRefresh();
    }
    if (catchingUp || coverWanted || shards.tree().waitsForAnotherWorker()) {
      state.watch(WATCHING_OTHERS, now);
    } else if (stored.phase() != Phase.STREAMING) {
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
        stopping || leads().isEmpty() || guard.refusal(stored).isPresent()
            ? Optional.empty()
            : steps.next(stored, leads().getAsLong(), now);
    if (step.isPresent()) {
      committing.start(step.get());
    } else if (buffer.isDue(now) || (isAwaited() && !buffer.isEmpty())) {
      committing.start(steps.flush(stored, buffer.drain()));
    }
  }

  /**
   * Whether what was read is waited for: to stop, to put the new table in the old one's place, or
   * to say that the table has caught up.
   */
  private boolean isAwaited() {
    return stopping
        || stored.phase() == Phase.CATCHING_UP
        || (caughtUpWanted && stored.streams() && shards.awaitCommits());
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
    boolean needsPerson = discovery.streamOff().isPresent() || guard.refusal(stored).isPresent();
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
        wentBack.or(troubles::told));
  }
}
