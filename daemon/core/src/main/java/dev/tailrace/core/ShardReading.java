package dev.tailrace.core;

import dev.tailrace.sink.Position;
import dev.tailrace.sink.ShardRef;
import java.time.Instant;
import java.util.Optional;

/**
 * The reading of one shard.
 *
 * <pre>
 * BLOCKED ─→ CLOSED_ITERATOR ─→ OPENING ─→ READY ⇄ READING ─→ ENDED ─→ FINISHED
 *                  ↑ failed, expired ────────┴────────┘
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

  final Shard shard;
  State state = State.BLOCKED;

  /** What the sink has stored; empty when it doesn't know the shard. */
  Optional<Position> stored;

  /** How far it has been read: as stored, or further. Empty where nothing is known or read. */
  Optional<Position> staged;

  long ticket;
  String iterator = "";
  Instant dueAt = Instant.MIN;
  int failures;
  int emptyRun;

  /** Empty pages since reading began: how often it stood at the shard's tip. */
  int emptyPages;

  /** Whether the next read follows at once. */
  boolean probing;

  /** Empty pages since the export's time is known. */
  int emptySinceExport;

  /** Whether a record made after the export's time has been read. */
  boolean sawPastExport;

  ShardReading(Shard shard, Optional<Position> stored) {
    this.shard = shard;
    this.stored = stored;
    this.staged = stored;
    if (isStoredFinished()) {
      state = State.FINISHED;
    }
  }

  ShardRef ref() {
    return shard.ref();
  }

  boolean isStoredFinished() {
    return stored.filter(Position.Finished.class::isInstance).isPresent();
  }

  Position readFrom() {
    return staged.orElse(new Position.TrimHorizon());
  }

  boolean isUnread() {
    return state != State.ENDED && state != State.FINISHED;
  }

  boolean isPastExport() {
    return !isUnread() || sawPastExport || emptySinceExport >= QUIET_PAGES;
  }

  /**
   * Whether everything that was there when reading began has been read. A busy shard's empty pages
   * are between others; a quiet one's follow each other.
   */
  boolean isCaughtUp() {
    return state == State.FINISHED
        || (isUnread() && (emptyRun >= QUIET_PAGES || emptyPages >= 2 * QUIET_PAGES));
  }

  boolean isQuiet() {
    return state == State.FINISHED || (isUnread() && emptyRun >= QUIET_PAGES);
  }
}
