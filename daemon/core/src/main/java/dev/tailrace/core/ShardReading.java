package dev.tailrace.core;

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

  /** Empty pages in a row after which nothing more is expected for a while. */
  static final int QUIET_PAGES = 3;

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

  /** When the last call was begun. */
  Instant askedAt = Instant.MIN;

  /** Tells the current entry in the queue of shards that are due from older ones. */
  long queued;

  int failures;
  int emptyRun;

  /** Whether the next read follows at once. */
  boolean probing;

  /** Whether everything made until the export's time has been read, and is committed. */
  final Past pastExport = new Past();

  /** The same of the moment at which this worker first listed the shards. */
  final Past pastStart = new Past();

  private CommittedUntil committedUntil;

  ShardReading(Shard shard, Optional<Checkpoint> stored, Instant knownSince) {
    this.shard = shard;
    this.knownSince = knownSince;
    this.stored = stored;
    this.staged = stored.map(Checkpoint::position);
    this.completeUntil = stored.flatMap(Checkpoint::completeUntil);
    this.committedUntil = new CommittedUntil(storedUntil());
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

  /** As far as the sink tells; no later than this worker knew it, whose clock may be behind. */
  private Instant storedUntil() {
    return stored.flatMap(Checkpoint::completeUntil).filter(knownSince::isAfter).orElse(knownSince);
  }

  /** Until when everything made is in the sink. */
  Instant committedUntil() {
    return committedUntil.get();
  }

  /** Goes on from what this worker knew of the same shard, if the sink still has it so. */
  void resume(ShardReading before) {
    if (before.stored.map(Checkpoint::position).equals(stored.map(Checkpoint::position))) {
      committedUntil.learn(before.committedUntil.atLeast());
    }
  }

  /** The sink has this now. */
  void store(Checkpoint now) {
    stored = Optional.of(now);
    committedUntil.stored(now.position());
  }

  /** Takes note of a page, and of where it leads; its changes are the caller's. */
  void read(Page page, Optional<Position> after) {
    failures = 0;
    emptyRun = page.changes().isEmpty() ? emptyRun + 1 : 0;
    iterator = page.nextIterator().orElse("");
    state = page.nextIterator().isPresent() ? State.READY : State.ENDED;
    committedUntil.read(page, after.orElse(new Position.TrimHorizon()), askedAt);
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
      moved(now.get());
    }
    committedUntil.forgetUnsaved();
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

  /** Another worker moved the position, or the sink was set back. */
  private void moved(Checkpoint now) {
    Position before = readStored();
    store(now);
    if (!Past.reaches(now.position(), before)) {
      committedUntil = new CommittedUntil(storedUntil());
    }
  }

  private Position readStored() {
    return stored.map(Checkpoint::position).orElse(new Position.TrimHorizon());
  }

  /** Nothing more came for a while. */
  boolean isQuiet() {
    return isUnread() && emptyRun >= QUIET_PAGES;
  }
}
