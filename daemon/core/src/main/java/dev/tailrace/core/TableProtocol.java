package dev.tailrace.core;

import dev.tailrace.sink.Commit;
import dev.tailrace.sink.CommitOutcome;
import dev.tailrace.sink.LifeRow;
import dev.tailrace.sink.LoadOutcome;
import dev.tailrace.sink.Position;
import dev.tailrace.sink.TableState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Keeps one table equal. Each {@link #on} takes what happened and answers with what to do now.
 *
 * <p>Deterministic: the same events at the same times give the same commands. Used by one thread.
 * Every command but {@link Command.Warn}, {@link Command.Stopped} and {@link Command.Halt} must be
 * answered by one event; {@link #on} must be called with {@link Event.Woke} no later than {@link
 * #nextWake()}.
 *
 * <p>It works from levels, not edges: after every event it looks at what there is and starts what
 * is due and not under way. So no event is waited for that a restart could have swallowed.
 */
public final class TableProtocol {
  private static final Duration UNTIL_STATE_IS_READ_AGAIN = Duration.ofMillis(500);

  private final ProtocolSettings settings;
  private final ShardReadings shards;
  private final ChangeBuffer buffer;
  private final Backfilling backfill;
  private final Committing committing = new Committing();
  private final LifeSteps steps;

  private Stored stored = Stored.NOTHING;
  private Instant lastOn = Instant.MIN;
  private boolean stateKnown;
  private boolean readingState;
  private Instant stateDueAt = Instant.MIN;
  private boolean listing;
  private Instant listingDueAt = Instant.MIN;
  private int listingFailures;
  private Optional<List<Shard>> anchorListing = Optional.empty();
  private boolean gap;
  private boolean stopping;
  private boolean over;
  private long changesRead;
  private long changesMerged;
  private Optional<String> trouble = Optional.empty();

  /** The sink's view, as last read or committed. */
  record Stored(long version, long epoch, Optional<Life> life, long logEnd) {
    static final Stored NOTHING = new Stored(0, 1, Optional.empty(), 0);

    Phase phase() {
      return life.map(Life::phase).orElse(Phase.PREFLIGHT);
    }
  }

  /** A protocol that knows nothing yet; the first {@link #on} reads what the sink has stored. */
  public TableProtocol(ProtocolSettings settings) {
    this.settings = settings;
    this.shards = new ShardReadings(settings.pollPeriod());
    this.buffer = new ChangeBuffer(settings.flush());
    this.backfill = new Backfilling(settings.loadParallelism());
    this.steps = new LifeSteps(settings, shards, backfill);
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
      case Event.StateRead e -> restore(e.state(), out);
      case Event.StateReadFailed e -> {
        readingState = false;
        stateDueAt = now.plus(UNTIL_STATE_IS_READ_AGAIN);
        haltIfFatal(e.failure(), out);
      }
      case Event.ShardsListed e -> listed(e, now, out);
      case Event.ListingFailed e -> {
        listing = false;
        listingDueAt = now.plus(Backoff.after(++listingFailures, settings.table()));
        if (e.failure().kind() == Failure.Kind.POSITION_LOST) {
          declareGap(e.failure().message(), out);
        }
        haltIfFatal(e.failure(), out);
      }
      case Event.IteratorOpened e ->
          shards.awaiting(e.shard(), e.ticket()).ifPresent(s -> shards.opened(s, e.iterator()));
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
          backfill.manifestRead(e.contents());
        }
      }
      case Event.ExportCallFailed e -> {
        if (backfill.isAwaiting(e.about())) {
          backfill.callFailed(now, settings.table());
          haltIfFatal(e.failure(), out);
        }
      }
      case Event.FileLoaded e -> {
        backfill.loaded(e.file(), e.outcome());
        if (e.outcome() instanceof LoadOutcome.Refused) {
          stateKnown = false;
        }
      }
      case Event.LoadFailed e -> {
        backfill.loadFailed(e.file(), now);
        haltIfFatal(e.failure(), out);
      }
      case Event.Committed e ->
          committing.done(e.ticket()).ifPresent(done -> committed(done, e.outcome()));
      case Event.CommitFailed e -> commitFailed(e, now, out);
    }
  }

  private void restore(TableState state, List<Command> out) {
    readingState = false;
    stateKnown = true;
    gap = false;
    buffer.clear();
    committing.forget();
    anchorListing = Optional.empty();
    listingDueAt = Instant.MIN;
    Optional<Life> life = state.life().map(Life::of);
    stored =
        new Stored(
            state.life().map(LifeRow::version).orElse(0L),
            Math.max(1, state.life().map(LifeRow::epoch).orElse(1L)),
            life,
            state.logEnd());
    String streamArn = settings.source().streamArn();
    shards.restore(streamArn, state.checkpoints(), life.flatMap(Life::exportTime).isPresent());
    backfill.restore(state.loadedFiles());
    steps.restore();
    if (life.isPresent() && !life.get().streamArn().equals(streamArn)) {
      declareGap(
          "its stream was turned off and on again: %s is now %s"
              .formatted(life.get().streamArn(), streamArn),
          out);
    }
  }

  private void listed(Event.ShardsListed event, Instant now, List<Command> out) {
    listing = false;
    listingFailures = 0;
    listingDueAt = now.plus(settings.discoveryPeriod());
    if (!stateKnown) {
      return;
    }
    if (stored.life().isEmpty() || gap) {
      anchorListing = Optional.of(event.shards());
      return;
    }
    shards
        .listed(event.shards())
        .ifPresent(
            lost ->
                declareGap("shard %s is gone and was not read to its end".formatted(lost), out));
    if (!event.enabled() && shards.areFinished()) {
      trouble =
          Optional.of(
              "table %s: its stream is off; everything that it held is merged. Turn it on and start"
                      .formatted(settings.source().name())
                  + " again: aws dynamodb update-table --table-name %s --stream-specification StreamEnabled=true,StreamViewType=NEW_AND_OLD_IMAGES"
                      .formatted(settings.source().name()));
      halt(trouble.get(), out);
    }
  }

  private void pageRead(ShardReading shard, Page page, Instant now) {
    Optional<Position> before = shard.staged;
    Optional<Position> after =
        shards.read(shard, page, stored.life().flatMap(Life::exportTime), now);
    changesRead += page.changes().size();
    if (after.isPresent()) {
      shard.staged = after;
      buffer.add(shard.ref(), page, before, after.get(), now);
    }
    if (page.nextIterator().isEmpty()) {
      // Whatever the shard split into is wanted at once.
      listingDueAt = now;
    }
  }

  private void readFailed(
      ShardReading shard, Event.ReadFailed event, Instant now, List<Command> out) {
    shards.failed(shard, event.failure(), now);
    if (event.failure().kind() == Failure.Kind.POSITION_LOST) {
      declareGap(event.failure().message(), out);
    }
    haltIfFatal(event.failure(), out);
  }

  private void described(ExportState state, Instant now, List<Command> out) {
    switch (state) {
      case ExportState.InProgress e -> backfill.stillInProgress(now);
      case ExportState.Completed e -> {
        backfill.answered();
        steps.exportCompleted(e);
      }
      case ExportState.Failed e -> {
        backfill.answered();
        if (steps.exportFailed(stored)) {
          out.add(
              new Command.Warn(
                  "table %s: the export failed (%s); asking for another"
                      .formatted(settings.source().name(), e.reason())));
        } else {
          halt(
              "table %s: %d exports failed one after the other, the last with: %s"
                  .formatted(settings.source().name(), LifeSteps.MOST_ATTEMPTS, e.reason()),
              out);
        }
      }
    }
  }

  private void committed(Committing.InFlight done, CommitOutcome outcome) {
    switch (outcome) {
      case CommitOutcome.Refused refused -> stateKnown = false;
      case CommitOutcome.Applied applied -> {
        changesMerged += done.changes();
        Commit commit = done.commit();
        shards.committed(commit.checkpoints());
        stored =
            new Stored(
                commit.nextLife().map(LifeRow::version).orElse(stored.version()),
                stored.epoch(),
                done.nextLife().or(stored::life),
                applied.logEnd());
        done.nextLife().ifPresent(this::lifeMoved);
      }
    }
  }

  private void lifeMoved(Life life) {
    if (life.phase() == Phase.ANCHORED) {
      // The anchor stored a position for every shard: begin again from there.
      stateKnown = false;
    }
    if (life.phase() == Phase.LOADING) {
      // Catching up waits for a listing made after the export.
      listingDueAt = Instant.MIN;
    }
    steps.moved(life);
  }

  private void commitFailed(Event.CommitFailed event, Instant now, List<Command> out) {
    switch (event.failure().kind()) {
      case RETRY -> committing.failed(event.ticket(), now);
      case OUTCOME_UNKNOWN, ITERATOR_EXPIRED, POSITION_LOST -> stateKnown = false;
      case FATAL -> haltIfFatal(event.failure(), out);
    }
  }

  private void declareGap(String what, List<Command> out) {
    if (!gap) {
      gap = true;
      anchorListing = Optional.empty();
      listingDueAt = Instant.MIN;
      out.add(
          new Command.Warn(
              "table %s: changes were lost, because %s; a new backfill beside the live table repairs it"
                  .formatted(settings.source().name(), what)));
    }
  }

  private void haltIfFatal(Failure failure, List<Command> out) {
    if (failure.kind() == Failure.Kind.FATAL) {
      halt(failure.message(), out);
    }
  }

  private void halt(String message, List<Command> out) {
    over = true;
    trouble = Optional.of(message);
    out.add(new Command.Halt(message));
  }

  private void advance(Instant now, List<Command> out) {
    if (!stateKnown) {
      if (stopping && !readingState) {
        finish(out);
      } else if (!readingState && !now.isBefore(stateDueAt)) {
        readingState = true;
        out.add(new Command.ReadState());
      }
      return;
    }
    if (!stopping) {
      list(now, out);
      if (stored.life().isPresent() && !gap && !buffer.isFull()) {
        shards.read(now, out);
      }
      steps.call(stored, now, out);
    }
    commit(now);
    committing.send(now).ifPresent(out::add);
    if (stopping && committing.isIdle() && buffer.isEmpty()) {
      finish(out);
    }
  }

  private void finish(List<Command> out) {
    over = true;
    out.add(new Command.Stopped());
  }

  private void list(Instant now, List<Command> out) {
    if (!listing && !now.isBefore(listingDueAt)) {
      listing = true;
      out.add(new Command.ListShards(settings.source().streamArn()));
    }
  }

  private void commit(Instant now) {
    if (!committing.isIdle()) {
      return;
    }
    if (gap) {
      // What was read after the gap would be merged over what was lost.
      buffer.clear();
    }
    if (stored.life().isEmpty() || gap) {
      anchorListing
          .filter(shardsListed -> !stopping)
          .ifPresent(shardsListed -> committing.start(steps.anchor(stored, shardsListed, now)));
      return;
    }
    Optional<Committing.InFlight> step = stopping ? Optional.empty() : steps.next(stored, now);
    if (step.isPresent()) {
      committing.start(step.get());
    } else if (buffer.isDue(now) || (stopping && !buffer.isEmpty())) {
      committing.start(steps.flush(stored, buffer.drain()));
    }
  }

  /**
   * When {@link Event.Woke} is wanted at the latest, if nothing else happens before. Always later
   * than the last {@link #on}: what was due then was begun, or waits for an answer.
   */
  public Instant nextWake() {
    if (over) {
      return Instant.MAX;
    }
    Instant shardsDue = buffer.isFull() ? Instant.MAX : shards.dueAt();
    return Stream.of(
            readingState || stateKnown ? Instant.MAX : stateDueAt,
            listing ? Instant.MAX : listingDueAt,
            committing.isIdle() ? buffer.dueAt() : committing.dueAt(),
            stateKnown ? shardsDue : Instant.MAX,
            steps.dueAt(stored))
        .filter(due -> due.isAfter(lastOn))
        .min(Instant::compareTo)
        .orElse(Instant.MAX);
  }

  /** How the table is doing. */
  public TableStatus status(Instant now) {
    boolean streams = stored.phase() == Phase.STREAMING && stateKnown && !gap;
    boolean quiet = streams && buffer.isEmpty() && committing.isIdle() && shards.areQuiet();
    return new TableStatus(
        settings.source().name(),
        gap ? Phase.REPAIRING : trouble.isPresent() ? Phase.NEEDS_ATTENTION : stored.phase(),
        backfill.itemsLoaded(),
        backfill.contents().map(ExportContents::items).orElse(0L),
        backfill.filesLoaded(),
        backfill.contents().map(c -> c.files().size()).orElse(0),
        changesRead,
        changesMerged,
        buffer.waiting(now),
        streams && shards.areCaughtUp(),
        quiet,
        trouble);
  }
}
