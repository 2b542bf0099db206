package dev.tailrace.core;

import dev.tailrace.sink.Checkpoint;
import dev.tailrace.sink.CheckpointMove;
import dev.tailrace.sink.Position;
import dev.tailrace.sink.ShardRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All shards of one stream, and which of them may be read.
 *
 * <p>A shard may be read once its parent's end is committed in the sink, or when its parent is
 * neither listed nor stored: then the stream has forgotten it. It is read from its oldest record,
 * unless the sink has a position for it.
 */
final class ShardReadings {
  /** On average; AWS takes five calls a second for a shard. */
  private static final Duration BETWEEN_READS = Duration.ofMillis(200);

  private static final int LONGEST_POLL_FACTOR = 4;

  private final Duration pollPeriod;
  private final Map<ShardRef, ShardReading> shards = new LinkedHashMap<>();
  private final Map<ShardRef, Position> stored = new LinkedHashMap<>();
  private String streamArn = "";
  private boolean listed;
  private boolean exportTimeKnown;
  private long lastTicket;

  ShardReadings(Duration pollPeriod) {
    this.pollPeriod = pollPeriod;
  }

  /** Starts over from what the sink has stored. Answers to earlier commands no longer count. */
  void restore(String arn, List<Checkpoint> checkpoints, boolean exportIsTaken) {
    streamArn = arn;
    shards.clear();
    stored.clear();
    listed = false;
    exportTimeKnown = exportIsTaken;
    checkpoints.forEach(c -> stored.put(c.shard(), c.position()));
  }

  /** From now on, what is read was made after the export's time. */
  void exportIsTaken() {
    exportTimeKnown = true;
    // A listing made from now on is needed to know the children that were made until then.
    listed = false;
  }

  /**
   * Takes a complete listing.
   *
   * @return a shard that is stored unfinished and no longer listed: its records are lost
   */
  Optional<ShardRef> listed(List<Shard> listing) {
    Map<ShardRef, Shard> present = new LinkedHashMap<>();
    listing.forEach(shard -> present.put(shard.ref(), shard));
    present.forEach(
        (ref, shard) ->
            shards.computeIfAbsent(
                ref, r -> new ShardReading(shard, Optional.ofNullable(stored.get(r)))));
    listed = true;
    unblock();
    return stored.entrySet().stream()
        .filter(e -> e.getKey().streamArn().equals(streamArn))
        .filter(e -> !(e.getValue() instanceof Position.Finished))
        .map(Map.Entry::getKey)
        .filter(ref -> !present.containsKey(ref))
        .findFirst();
  }

  private void unblock() {
    for (ShardReading shard : shards.values()) {
      if (shard.state == ShardReading.State.BLOCKED && !waitsForParent(shard)) {
        shard.state = ShardReading.State.CLOSED_ITERATOR;
      }
    }
  }

  private boolean waitsForParent(ShardReading shard) {
    if (shard.shard.parent().isEmpty()) {
      return false;
    }
    ShardRef parentRef = new ShardRef(shard.ref().streamArn(), shard.shard.parent().get());
    ShardReading parent = shards.get(parentRef);
    if (parent != null) {
      return parent.state != ShardReading.State.FINISHED;
    }
    Position position = stored.get(parentRef);
    return position != null && !(position instanceof Position.Finished);
  }

  /**
   * The moves that store where reading starts on every shard of a listing. What is stored of shards
   * that are gone is finished with: the new generation begins without them.
   */
  List<CheckpointMove> anchor(List<Shard> listing) {
    Map<ShardRef, Position> starts = new LinkedHashMap<>();
    stored.forEach(
        (ref, position) -> {
          if (!(position instanceof Position.Finished)) {
            starts.put(ref, new Position.Finished());
          }
        });
    for (Shard shard : listing) {
      // A closed shard's records are all older than an export that is asked for from now on.
      starts.put(
          shard.ref(), shard.closed() ? new Position.Finished() : new Position.TrimHorizon());
    }
    List<CheckpointMove> moves = new ArrayList<>();
    starts.forEach(
        (ref, start) ->
            moves.add(new CheckpointMove(ref, Optional.ofNullable(stored.get(ref)), start)));
    return moves;
  }

  /** The commands for the shards whose time has come. */
  void read(Instant now, List<Command> out) {
    for (ShardReading shard : shards.values()) {
      if (now.isBefore(shard.dueAt)) {
        continue;
      }
      if (shard.state == ShardReading.State.CLOSED_ITERATOR) {
        shard.state = ShardReading.State.OPENING;
        shard.ticket = ++lastTicket;
        out.add(new Command.OpenIterator(shard.ref(), shard.ticket, shard.readFrom()));
      } else if (shard.state == ShardReading.State.READY) {
        shard.state = ShardReading.State.READING;
        shard.ticket = ++lastTicket;
        out.add(new Command.ReadPage(shard.ref(), shard.ticket, shard.iterator));
      }
    }
  }

  /** When the next shard's time comes; far away when none waits. */
  Instant dueAt() {
    return shards.values().stream()
        .filter(
            s ->
                s.state == ShardReading.State.CLOSED_ITERATOR
                    || s.state == ShardReading.State.READY)
        .map(s -> s.dueAt)
        .min(Instant::compareTo)
        .orElse(Instant.MAX);
  }

  /** The shard that a command with {@code ticket} was about, unless that no longer counts. */
  Optional<ShardReading> awaiting(ShardRef ref, long ticket) {
    return Optional.ofNullable(shards.get(ref)).filter(s -> s.ticket == ticket);
  }

  void opened(ShardReading shard, String iterator) {
    shard.iterator = iterator;
    shard.state = ShardReading.State.READY;
  }

  /** Takes a page, leaving aside its changes; returns the position it leads to, if to another. */
  Optional<Position> read(
      ShardReading shard, Page page, Optional<Instant> exportTime, Instant now) {
    shard.failures = 0;
    shard.emptyRun = page.changes().isEmpty() ? shard.emptyRun + 1 : 0;
    shard.emptyPages += page.changes().isEmpty() ? 1 : 0;
    if (exportTimeKnown) {
      shard.emptySinceExport += page.changes().isEmpty() ? 1 : 0;
      shard.sawPastExport |= isPast(page, exportTime);
    }
    shard.iterator = page.nextIterator().orElse("");
    shard.state =
        page.nextIterator().isPresent() ? ShardReading.State.READY : ShardReading.State.ENDED;
    shard.dueAt = now.plus(pause(shard));
    if (shard.state == ShardReading.State.ENDED) {
      return Optional.of(new Position.Finished());
    }
    return page.last().map(Position.After::new);
  }

  private static boolean isPast(Page page, Optional<Instant> exportTime) {
    return exportTime
        .filter(
            time ->
                page.changes().stream()
                    .anyMatch(c -> c.origin().committedAt().isAfter(time.plusSeconds(1))))
        .isPresent();
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
    shard.state = ShardReading.State.CLOSED_ITERATOR;
    if (failure.kind() == Failure.Kind.RETRY) {
      shard.failures++;
      shard.dueAt = now.plus(Backoff.after(shard.failures, shard.ref().shardId()));
    }
  }

  /** The moves are in the sink. */
  void committed(Collection<CheckpointMove> moves) {
    for (CheckpointMove move : moves) {
      stored.put(move.shard(), move.next());
      ShardReading shard = shards.get(move.shard());
      if (shard != null) {
        shard.stored = Optional.of(move.next());
        if (shard.isStoredFinished()) {
          shard.state = ShardReading.State.FINISHED;
        }
      }
    }
    unblock();
  }

  /** Whether everything made until the export's time has been read. */
  boolean arePastExport() {
    return listed
        && exportTimeKnown
        && !shards.isEmpty()
        && shards.values().stream().allMatch(ShardReading::isPastExport);
  }

  /** Whether everything that was there when reading began has been read. */
  boolean areCaughtUp() {
    return listed && shards.values().stream().allMatch(ShardReading::isCaughtUp);
  }

  /** Whether there is nothing more to read for now. */
  boolean areQuiet() {
    return listed && shards.values().stream().allMatch(ShardReading::isQuiet);
  }

  /** Whether all that the stream had is committed. */
  boolean areFinished() {
    return listed && shards.values().stream().allMatch(s -> s.state == ShardReading.State.FINISHED);
  }

  String streamArn() {
    return streamArn;
  }
}
