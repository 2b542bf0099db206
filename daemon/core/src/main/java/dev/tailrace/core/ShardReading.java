package dev.tailrace.core;

import dev.tailrace.sink.Change;
import dev.tailrace.sink.Checkpoint;
import dev.tailrace.sink.Position;
import dev.tailrace.sink.ShardRef;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The reading of one shard.
 *
 * <pre>
 * BLOCKED ─→ CLOSED_ITERATOR ─→ OPENING ─→ READY ⇄ READING ─→ ENDED ─→ FINISHED
 *                  ↑ failed, expired, lost ──┴────────┘
 * </pre>
 */
final class ShardReading {
  enum State {
    /** Its parent's end has not been committed. */
    BLOCKED,
    /** It may be read, and has no iterator. */
    CLOSED_ITERATOR,
    OPENING,
    READY,
    READING,
    /** Read to its end, which is not committed yet. */
    ENDED,
    /** Its end is committed. */
    FINISHED
  }

  /** Empty pages, read while nothing else came, after which a shard counts as read up to now. */
  static final int QUIET_PAGES = 3;

  /** Records of whole minutes only, after which their times are taken to be cut. */
  private static final int ENOUGH_TO_TELL = 20;

  /** As it was listed last. */
  Shard shard;

  /** When it was first listed. */
  final Instant knownSince;

  State state = State.BLOCKED;

  /** What the sink has stored; empty when it doesn't know the shard. */
  Optional<Checkpoint> stored;

  /** How far it has been read: as stored, or further. Empty where nothing is known or read. */
  Optional<Position> staged;

  /** Nothing made before, by AWS's clock, is missing up to {@code staged}, as far as is known. */
  Optional<Instant> completeUntil;

  /** When it was last listed as open, by AWS's clock. */
  Optional<Instant> seenOpenAt = Optional.empty();

  /** The epoch that this worker reads it under; empty when it doesn't. */
  OptionalLong epoch = OptionalLong.empty();

  /** Whether what is stored was read after this worker got the shard. */
  boolean fresh;

  long ticket;
  String iterator = "";
  Instant dueAt = Instant.MIN;

  /** Tells the current entry in the queue of shards that are due from older ones. */
  long queued;

  int failures;
  int emptyRun;

  /** When a page of it came last, by this worker's clock. */
  Instant readAt;

  /** Empty pages since reading began: how often it stood at the shard's tip. */
  int emptyPages;

  /** Whether the next read follows at once. */
  boolean probing;

  /** Empty pages, one after the other, since the export's time is known. */
  int emptySinceExport;

  /** Empty pages in all since the export's time is known. */
  int emptyInAllSinceExport;

  private int recordsOfWholeMinutes;
  private boolean timesAreExact;

  /** Whether it was once read past the export's time. */
  private boolean stoodPastExport;

  /** Where it stood then; empty when it had no record. */
  private Optional<Position> pastExport = Optional.empty();

  ShardReading(Shard shard, Optional<Checkpoint> stored, Instant knownSince) {
    this.shard = shard;
    this.knownSince = knownSince;
    this.readAt = knownSince;
    this.stored = stored;
    this.staged = stored.map(Checkpoint::position);
    this.completeUntil = stored.flatMap(Checkpoint::completeUntil);
    if (isStoredFinished()) {
      state = State.FINISHED;
    }
  }

  ShardRef ref() {
    return shard.ref();
  }

  long storedEpoch() {
    return stored.map(Checkpoint::epoch).orElse(0L);
  }

  boolean isStoredFinished() {
    return stored.filter(c -> c.position() instanceof Position.Finished).isPresent();
  }

  /** Whether this worker reads it, and commits what it reads. */
  boolean isOurs() {
    return epoch.isPresent() && fresh;
  }

  /** Until when everything made is in the sink: by AWS's clock, or this worker's at the tip. */
  Instant committedUntil() {
    boolean allCommitted = staged.equals(stored.map(Checkpoint::position));
    return emptyRun > 0 && allCommitted
        ? readAt
        : stored.flatMap(Checkpoint::completeUntil).orElse(knownSince);
  }

  Position readFrom() {
    return staged.orElse(new Position.TrimHorizon());
  }

  boolean isUnread() {
    return state != State.ENDED && state != State.FINISHED;
  }

  /** Whether it is to be read from its oldest record. */
  boolean isAtHorizon() {
    return readFrom() instanceof Position.TrimHorizon;
  }

  /** Takes what the sink has, and forgets what was read beyond. */
  void startOver(Optional<Checkpoint> now) {
    if (now.isPresent()) {
      stored = now;
    }
    staged = stored.map(Checkpoint::position);
    completeUntil = stored.flatMap(Checkpoint::completeUntil).or(() -> completeUntil);
    ticket = 0;
    iterator = "";
    if (isStoredFinished()) {
      state = State.FINISHED;
    } else if (state != State.BLOCKED) {
      state = State.CLOSED_ITERATOR;
    }
  }

  /** Looks at when a page's records were made. */
  void timesOf(Page page) {
    for (Change change : page.changes()) {
      timesAreExact |= change.origin().committedAt().getEpochSecond() % 60 != 0;
      recordsOfWholeMinutes++;
    }
  }

  /**
   * Whether it has only been read that nothing more came. A shard that never rests has empty pages
   * between others only; where its records' times are cut to the minute, as an emulator's are, they
   * have to do.
   */
  boolean hasBeenEmptySinceExport() {
    boolean coarse = !timesAreExact && recordsOfWholeMinutes >= ENOUGH_TO_TELL;
    return emptySinceExport >= QUIET_PAGES || (coarse && emptyInAllSinceExport >= 2 * QUIET_PAGES);
  }

  /** Notes that at {@code position} everything made until the export's time has been read. */
  void standsPastExport(Optional<Position> position) {
    if (!stoodPastExport) {
      stoodPastExport = true;
      pastExport = position;
    }
  }

  /** Whether everything made until the export's time has been read, and is committed. */
  boolean isPastExport() {
    return stoodPastExport && pastExport.map(this::isStoredUpTo).orElse(true);
  }

  private boolean isStoredUpTo(Position position) {
    return isStoredFinished()
        || switch (position) {
          case Position.TrimHorizon p -> true;
          case Position.Finished p -> false;
          case Position.After p ->
              stored.map(Checkpoint::position).orElse(new Position.TrimHorizon())
                      instanceof Position.After now
                  && now.sequence().compareTo(p.sequence()) >= 0;
        };
  }

  /**
   * Whether everything that was there when reading began has been read. A busy shard's empty pages
   * are between others; a quiet one's follow each other.
   */
  boolean isCaughtUp() {
    return isUnread() && (emptyRun >= QUIET_PAGES || emptyPages >= 2 * QUIET_PAGES);
  }

  boolean isQuiet() {
    return isUnread() && emptyRun >= QUIET_PAGES;
  }
}
