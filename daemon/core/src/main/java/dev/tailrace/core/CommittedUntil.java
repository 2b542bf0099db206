package dev.tailrace.core;

import dev.tailrace.sink.Position;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Until when everything that one shard took is in the sink. What is behind is either read and not
 * committed, or not read: the oldest change that waits tells the one, the last sight of the shard's
 * tip the other. A shard that is idle is behind by no more than the time between two reads, however
 * long ago its last record was made.
 *
 * <p>The tip is seen by this worker's clock, records have AWS's, which may be cut to the second, or
 * to the minute by an emulator. Neither is taken without the other: a record was made after the tip
 * was seen without it, and before it was read. So with a clock that is wrong, or times that are
 * cut, the answer is wrong only while the tip was never seen, and does not stand still while work
 * does.
 */
final class CommittedUntil {
  /**
   * A page's changes that are not committed.
   *
   * @param upTo the position that holds them
   * @param since everything made before is in an earlier page
   * @param made when the last of them was made
   */
  private record Unsaved(Position upTo, Instant since, Instant made) {}

  private final Deque<Unsaved> unsaved = new ArrayDeque<>();
  private Instant committed;
  private Instant tipSeen;

  /**
   * Nothing was read yet.
   *
   * @param stored until when everything is in the sink, as far as the sink tells
   */
  CommittedUntil(Instant stored) {
    this.committed = stored;
    this.tipSeen = stored;
  }

  /**
   * Takes a page; {@code after} is where reading stands behind it.
   *
   * @param now when the page was asked for: what was made later may be missing in it
   */
  void read(Page page, Position after, Instant now) {
    if (page.changes().isEmpty()) {
      tipSeen = later(tipSeen, now);
      saved();
      return;
    }
    Instant first = earlier(page.changes().get(0).origin().committedAt(), now);
    Instant made = page.lastCommittedAt().map(last -> earlier(last, now)).orElse(first);
    unsaved.addLast(new Unsaved(after, later(later(tipSeen, committed), first), made));
  }

  /** What is stored is another position now. */
  void stored(Position position) {
    while (!unsaved.isEmpty() && Past.reaches(position, unsaved.getFirst().upTo())) {
      committed = later(committed, unsaved.removeFirst().made());
    }
    saved();
  }

  private void saved() {
    if (unsaved.isEmpty()) {
      committed = later(committed, tipSeen);
    }
  }

  /** What was read and not committed is forgotten, and will be read again. */
  void forgetUnsaved() {
    unsaved.clear();
    tipSeen = committed;
  }

  /** Everything until {@code known} is in the sink as well. */
  void learn(Instant known) {
    committed = later(committed, known);
    tipSeen = later(tipSeen, committed);
  }

  /** Until when everything is in the sink. */
  Instant get() {
    return unsaved.isEmpty() ? committed : unsaved.getFirst().since();
  }

  /** As {@link #get}, were nothing waiting to be committed: what holds whatever is forgotten. */
  Instant atLeast() {
    return committed;
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
