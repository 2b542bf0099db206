package dev.tailrace.core;

import dev.tailrace.sink.Checkpoint;
import dev.tailrace.sink.CheckpointMove;
import dev.tailrace.sink.Position;
import dev.tailrace.sink.ShardRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads the shards that this worker owns, each when its time comes. */
final class ShardReadings {
  /** On average; AWS takes five calls a second for a shard. */
  private static final Duration BETWEEN_READS = Duration.ofMillis(200);

  private static final int LONGEST_POLL_FACTOR = 4;

  /** After so many in a row, it may be the iterator that is wrong. */
  private static final int FAILURES_OF_AN_ITERATOR = 5;

  /** How long a stream keeps its records. */
  private static final Duration RETENTION = Duration.ofHours(24);

  private static final Duration RETENTION_MARGIN = Duration.ofMinutes(10);

  private final Duration pollPeriod;
  private final ShardTree tree = new ShardTree();
  private final ReadQueue queue = new ReadQueue();
  private Ownership ownership;

  /** What was owned when the sink's state was last asked for. */
  private Ownership ownedAtRead;

  private boolean exportTimeKnown;

  /** When the first listing was made, by AWS's clock; empty until there is one. */
  private Optional<Instant> startedAt = Optional.empty();

  /** Whether everything made until then was once seen to be in the sink. */
  private boolean covered;

  private boolean probesAll;
  private int underWay;
  private long lastTicket;

  ShardReadings(Duration pollPeriod, Ownership ownership) {
    this.pollPeriod = pollPeriod;
    this.ownership = ownership;
    this.ownedAtRead = ownership;
  }

  ShardTree tree() {
    return tree;
  }

  /** Starts over from what the sink has stored. Answers to earlier commands no longer count. */
  void restore(String arn, List<Checkpoint> checkpoints, boolean exportIsTaken) {
    tree.restore(arn, checkpoints);
    queue.clear();
    underWay = 0;
    exportTimeKnown = exportIsTaken;
    startedAt = Optional.empty();
    covered = false;
    probesAll = false;
  }

  /** The sink's state is being asked for: what it says is fresh for what is owned now. */
  void stateIsAskedFor() {
    ownedAtRead = ownership;
  }

  private boolean isFresh(ShardReading shard) {
    // Without leases nobody else moves a position; under a higher epoch somebody has.
    return ownership instanceof Ownership.Sole
        || (shard.epoch.isPresent()
            && shard.storedEpoch() <= shard.epoch.getAsLong()
            && ownedAtRead.shardEpoch(shard.ref(), shard.storedEpoch()).equals(shard.epoch));
  }

  /** From now on, what is read was made after the export's time. */
  void exportIsTaken() {
    if (exportTimeKnown) {
      return;
    }
    exportTimeKnown = true;
    // A listing made from now on is needed to know the children that were made until then.
    tree.forgetListing();
  }

  /**
   * Takes what this worker may read now.
   *
   * @return the shards that it no longer may; what was read of them is to be forgotten
   */
  List<ShardRef> own(Ownership now) {
    ownership = now;
    List<ShardRef> lost = new ArrayList<>();
    for (ShardReading shard : tree.all()) {
      OptionalLong epoch = now.shardEpoch(shard.ref(), shard.storedEpoch());
      if (!epoch.equals(shard.epoch) && shard.state != ShardReading.State.FINISHED) {
        if (shard.epoch.isPresent()) {
          lost.add(shard.ref());
          startOver(shard, Optional.empty());
        }
        shard.epoch = epoch;
        shard.fresh = false;
      }
    }
    return lost;
  }

  /** Whether there is a shard whose position has to be read from the sink before it is read. */
  boolean needFreshPositions() {
    return tree.all().stream()
        .anyMatch(
            s ->
                s.epoch.isPresent()
                    && !s.fresh
                    && s.storedEpoch() <= s.epoch.getAsLong()
                    && s.state != ShardReading.State.FINISHED);
  }

  /** Takes the positions that the sink has now of all shards but those that this worker reads. */
  void refresh(List<Checkpoint> checkpoints) {
    for (Checkpoint checkpoint : checkpoints) {
      Optional<ShardReading> shard = tree.find(checkpoint.shard());
      if (shard.filter(ShardReading::isOurs).isEmpty()) {
        tree.store(checkpoint);
        shard.ifPresent(s -> refresh(s, checkpoint));
      }
    }
    for (ShardReading shard : tree.all()) {
      if (shard.epoch.isPresent() && !shard.fresh) {
        shard.fresh = isFresh(shard);
        enqueue(shard);
      }
    }
    unblock();
  }

  private void refresh(ShardReading shard, Checkpoint checkpoint) {
    if (shard.epoch.isPresent()) {
      startOver(shard, Optional.of(checkpoint));
    } else if (shard.state == ShardReading.State.CLOSED_ITERATOR) {
      // Looked at from where it stands now; what is left there may be all that there is.
      shard.startOver(Optional.of(checkpoint));
    } else {
      shard.store(checkpoint);
      finishIfStored(shard);
    }
  }

  private void startOver(ShardReading shard, Optional<Checkpoint> now) {
    leave(shard);
    shard.startOver(now);
    enqueue(shard);
  }

  private void leave(ShardReading shard) {
    if (shard.state == ShardReading.State.OPENING || shard.state == ShardReading.State.READING) {
      underWay--;
    }
  }

  private void enqueue(ShardReading shard) {
    if (isRead(shard)) {
      queue.put(shard);
    }
  }

  private boolean isRead(ShardReading shard) {
    return shard.isOurs() || probesAll;
  }

  /**
   * Whether all shards are read, to see how far they have to be committed; what is read of those
   * that another worker owns is left to it. AWS takes two readers a shard.
   */
  void probeAll(boolean all) {
    if (all != probesAll) {
      probesAll = all;
      for (ShardReading shard : tree.all()) {
        if (!shard.isOurs() && shard.state != ShardReading.State.FINISHED) {
          startOver(shard, Optional.empty());
        }
      }
    }
  }

  /** Takes a complete listing; returns what was lost, if anything. */
  Optional<String> listed(Event.ShardsListed event, Instant now) {
    startedAt = startedAt.or(() -> Optional.of(event.listedAt()));
    for (ShardReading shard : tree.listed(event, now)) {
      shard.epoch = ownership.shardEpoch(shard.ref(), shard.storedEpoch());
      shard.fresh = isFresh(shard);
    }
    unblock();
    return tree.lost(now);
  }

  /**
   * What may be lost of a shard whose iterator was opened: when nothing of it was read for so long
   * that its oldest record may be a later one than it was, an iterator at the horizon does not
   * tell.
   */
  static Optional<String> outlived(ShardReading shard, Instant openedAt) {
    boolean outlived =
        shard.isAtHorizon()
            && shard
                .completeUntil
                .orElse(Instant.MAX)
                .isBefore(openedAt.minus(RETENTION).plus(RETENTION_MARGIN));
    return outlived
        ? Optional.of(
            "nothing of shard %s was read within the %d hours that a stream keeps"
                .formatted(shard.ref().shardId(), RETENTION.toHours()))
        : Optional.empty();
  }

  private void unblock() {
    tree.unblock().forEach(this::enqueue);
  }

  /**
   * The commands for the shards whose time has come, the longest due first.
   *
   * @param most calls that may be under way
   */
  void read(Instant now, int most, List<Command> out) {
    while (underWay < most) {
      Optional<ShardReading> next = queue.take(now);
      if (next.isEmpty()) {
        return;
      }
      next.filter(this::isRead).ifPresent(shard -> call(shard, now, out));
    }
  }

  private void call(ShardReading shard, Instant now, List<Command> out) {
    shard.askedAt = now;
    underWay++;
    shard.ticket = ++lastTicket;
    if (shard.state == ShardReading.State.CLOSED_ITERATOR) {
      shard.state = ShardReading.State.OPENING;
      out.add(new Command.OpenIterator(shard.ref(), shard.ticket, shard.readFrom()));
    } else {
      shard.state = ShardReading.State.READING;
      out.add(new Command.ReadPage(shard.ref(), shard.ticket, shard.iterator));
    }
  }

  /** When the next shard's time comes; far away when none waits. */
  Instant dueAt() {
    return queue.dueAt();
  }

  /** The shard that a command with {@code ticket} was about, unless that no longer counts. */
  Optional<ShardReading> awaiting(ShardRef ref, long ticket) {
    return tree.find(ref).filter(s -> s.ticket == ticket);
  }

  void opened(ShardReading shard, String iterator) {
    leave(shard);
    shard.iterator = iterator;
    shard.emptyRun = 0;
    shard.pastExport.iteratorOpened();
    shard.pastStart.iteratorOpened();
    shard.state = ShardReading.State.READY;
    queue.put(shard);
  }

  /** Takes a page, leaving aside its changes; returns the position it leads to, if to another. */
  Optional<Position> read(
      ShardReading shard, Page page, Optional<Instant> exportTime, Instant now) {
    leave(shard);
    Optional<Position> after = page.last().map(Position.After::new);
    Optional<Position> stands = after.or(() -> shard.staged);
    shard.read(page, stands);
    shard.dueAt = now.plus(pause(shard));
    if (shard.state == ShardReading.State.READY) {
      queue.put(shard);
    }
    if (exportTimeKnown && exportTime.isPresent()) {
      shard.pastExport.read(page, exportTime.get(), stands, shard.askedAt, now);
    }
    startedAt.ifPresent(start -> shard.pastStart.read(page, start, stands, shard.askedAt, now));
    return after;
  }

  private Duration pause(ShardReading shard) {
    if (shard.emptyRun == 0) {
      // In pairs, so that the second shows whether the first was all there was.
      shard.probing = !shard.probing;
      return shard.probing ? Duration.ZERO : BETWEEN_READS.multipliedBy(2);
    }
    shard.probing = false;
    int factor = Math.min(LONGEST_POLL_FACTOR, 1 + shard.emptyRun / ShardReading.QUIET_PAGES);
    return pollPeriod.multipliedBy(factor);
  }

  /** A read failed in a way that another try, with a new iterator, may mend. */
  void failed(ShardReading shard, Failure failure, Instant now) {
    leave(shard);
    shard.failures++;
    boolean keepsIterator =
        failure.kind() == Failure.Kind.RETRY
            && shard.state == ShardReading.State.READING
            && shard.failures < FAILURES_OF_AN_ITERATOR;
    shard.state = keepsIterator ? ShardReading.State.READY : ShardReading.State.CLOSED_ITERATOR;
    // An iterator that expired is replaced at once, if that helps.
    if (failure.kind() != Failure.Kind.ITERATOR_EXPIRED || shard.failures > 1) {
      shard.dueAt = now.plus(Backoff.ofRead(failure, shard.failures, shard.ref().shardId()));
    }
    queue.put(shard);
  }

  /** The moves are in the sink. */
  void committed(Collection<CheckpointMove> moves) {
    boolean ended = false;
    for (CheckpointMove move : moves) {
      Checkpoint now =
          new Checkpoint(move.shard(), move.next(), move.epoch(), move.completeUntil());
      tree.store(now);
      ended |= move.next() instanceof Position.Finished;
      tree.find(move.shard()).ifPresent(shard -> committed(shard, now));
    }
    if (ended) {
      unblock();
    }
  }

  private void committed(ShardReading shard, Checkpoint now) {
    shard.store(now);
    finishIfStored(shard);
  }

  private void finishIfStored(ShardReading shard) {
    if (shard.isStoredFinished()) {
      leave(shard);
      shard.ticket = 0;
      shard.state = ShardReading.State.FINISHED;
    }
  }

  /** The shards that somebody has to read, each with the epoch that the sink has. */
  Map<ShardRef, Long> wanted() {
    Map<ShardRef, Long> wanted = new LinkedHashMap<>();
    for (ShardReading shard : tree.all()) {
      if (shard.state != ShardReading.State.BLOCKED && shard.state != ShardReading.State.FINISHED) {
        wanted.put(shard.ref(), shard.storedEpoch());
      }
    }
    return wanted;
  }

  /** Whether everything made until the export's time has been read and committed. */
  boolean arePastExport() {
    return tree.isListed()
        && exportTimeKnown
        && !tree.all().isEmpty()
        && tree.all().stream().allMatch(s -> s.pastExport.isIn(s.stored) || tree.hasChildren(s));
  }

  /**
   * Whether everything is in the sink that was made until this worker's first listing, whichever
   * worker reads it: each shard was seen to be read past that moment or to its end, its children
   * are known, and what was read is committed. Shards that other workers read are looked at while
   * {@link #probeAll} is asked for, and never count unseen. A stream that is off never counts:
   * another one may be on, with changes that are in no shard of this one.
   */
  boolean areCaughtUp() {
    covered |=
        tree.isListed()
            && tree.isEnabled()
            && !tree.all().isEmpty()
            && tree.all().stream().allMatch(s -> s.pastStart.isIn(s.stored) || tree.hasChildren(s));
    return covered && tree.isEnabled();
  }

  /** Whether only commits are missing for {@link #areCaughtUp}, of what this worker reads. */
  boolean awaitCommits() {
    return !covered
        && tree.isListed()
        && tree.all().stream()
            .allMatch(s -> !s.isOurs() || s.pastStart.isRead() || tree.hasChildren(s));
  }

  /**
   * Whether nothing more came for a while, of the shards that this worker reads. Tells nothing of
   * shards that others read, or nobody.
   */
  boolean areQuiet() {
    return tree.isListed()
        && tree.isEnabled()
        && tree.all().stream().allMatch(s -> s.isQuiet() || tree.hasChildren(s) || isOthers(s));
  }

  /**
   * Until when everything made is in the sink, of the shards that this worker reads; empty when it
   * reads none.
   */
  Optional<Instant> committedUntil() {
    return tree.all().stream()
        .filter(s -> s.isOurs() && s.state != ShardReading.State.FINISHED)
        .map(ShardReading::committedUntil)
        .min(Comparator.naturalOrder());
  }

  /** The shards that are not quiet, for traces. */
  List<String> notQuiet() {
    return tree.all().stream()
        .filter(
            s ->
                (exportTimeKnown && !s.pastExport.isIn(s.stored) && !tree.hasChildren(s))
                    || (!s.isQuiet() && !tree.hasChildren(s) && !isOthers(s)))
        .map(
            s ->
                "%s %s epoch %s fresh %b past export %b staged %s stored %s"
                    .formatted(
                        s.ref(),
                        s.state,
                        s.epoch,
                        s.fresh,
                        s.pastExport.isIn(s.stored),
                        s.staged,
                        s.stored))
        .toList();
  }

  private static boolean isOthers(ShardReading shard) {
    return shard.epoch.isEmpty() || (shard.state == ShardReading.State.FINISHED && !shard.fresh);
  }
}
