package dev.tailrace.core;

import dev.tailrace.sink.Checkpoint;
import dev.tailrace.sink.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether everything that one shard took until a moment has been read, and is committed.
 *
 * <p>A record that was made after the moment shows it for certain, and so does the shard's end,
 * which is not decided here. Where nothing more comes, only empty pages can show it, and AWS does
 * not say how many come before a record: an iterator passes stretches without records, and each
 * call answers for a part of such a stretch. A number of pages tells little, since a reader that
 * polls often has seen many in a moment. So they have to go on for {@link #STRETCH}.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetRecords.html">GetRecords</a>:
 *     a page may be empty although the shard has more
 */
final class Past {
  /**
   * For how long all pages must be empty, from the first one's answer until the last is asked for,
   * by this worker's clock. A record is in its shard within a second of the write, and five reads a
   * second are allowed, so an iterator passes a long way in this time; everybody who waits for a
   * backfill or for {@code --until-caught-up} waits so long at least. Being wrong has a bound: a
   * row that an export brought shows older images for moments, until the rest is read. A swap shows
   * none older than what was visible before it, since what an anchor stores never lies before what
   * the live table has ({@link Anchor}).
   */
  static final Duration STRETCH = Duration.ofSeconds(5);

  /** A reader that polls seldom has seen little in that time. */
  static final int FEWEST_PAGES = 3;

  /** Records' times are cut to the second. */
  private static final Duration CUT = Duration.ofSeconds(1);

  private int emptyPages;
  private Instant emptySince = Instant.MIN;
  private boolean stood;

  /** Where it stood then; empty when the shard had no record, and none was stored of it. */
  private Optional<Position> at = Optional.empty();

  /** A new iterator may have empty pages of its own before the first record. */
  void iteratorOpened() {
    emptyPages = 0;
  }

  /**
   * Takes a page that was read when the moment was known.
   *
   * @param moment by AWS's clock
   * @param position where reading stands after the page
   * @param asked when the page was asked for: a slow answer tells nothing of the time that it took
   */
  void read(Page page, Instant moment, Optional<Position> position, Instant asked, Instant now) {
    if (stood) {
      return;
    }
    if (!page.changes().isEmpty()) {
      emptyPages = 0;
    } else if (emptyPages++ == 0) {
      emptySince = now;
    }
    if (isLater(page, moment) || hasBeenEmptyForLong(asked)) {
      stood = true;
      at = position;
    }
  }

  private static boolean isLater(Page page, Instant moment) {
    return page.changes().stream()
        .anyMatch(c -> c.origin().committedAt().isAfter(moment.plus(CUT)));
  }

  private boolean hasBeenEmptyForLong(Instant asked) {
    return emptyPages >= FEWEST_PAGES && !asked.isBefore(emptySince.plus(STRETCH));
  }

  /** Whether all of it has been read. */
  boolean isRead() {
    return stood;
  }

  /** Whether all of it has been read, and what was read is stored. */
  boolean isIn(Optional<Checkpoint> stored) {
    return stood && at.map(position -> isIn(position, stored)).orElse(true);
  }

  private static boolean isIn(Position position, Optional<Checkpoint> stored) {
    Position now = stored.map(Checkpoint::position).orElse(new Position.TrimHorizon());
    return reaches(now, position);
  }

  /** Whether everything up to {@code wanted} is in what {@code now} stands for. */
  static boolean reaches(Position now, Position wanted) {
    return switch (wanted) {
      case Position.TrimHorizon p -> true;
      case Position.Finished p -> now instanceof Position.Finished;
      case Position.After p ->
          switch (now) {
            case Position.TrimHorizon n -> false;
            case Position.Finished n -> true;
            case Position.After n -> n.sequence().compareTo(p.sequence()) >= 0;
          };
    };
  }
}
