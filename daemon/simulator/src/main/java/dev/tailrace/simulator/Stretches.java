package dev.tailrace.simulator;

import java.time.Duration;
import java.time.Instant;

/**
 * How a stream answers while an iterator passes a stretch without records: with empty pages,
 * although records follow. AWS says that an empty page is not the end, and no more.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetRecords.html">GetRecords</a>
 * @param chance that a page is empty although records follow
 * @param mostPages how many empty pages come in a row at most
 * @param longest how long a row of empty pages lasts at most, from the first to the last
 */
record Stretches(double chance, int mostPages, Duration longest) {
  /** More than any count after which a reader may think that it stands at the tip. */
  private static final int MOST_PAGES = 8;

  /** Less than the reader's five seconds, by a clock that is a twentieth too fast. */
  private static final Duration SHORT = Duration.ofMillis(4_500);

  private static final Duration ENDLESS = Duration.ofDays(1000);

  static Stretches rolled(Dice dice) {
    double chance = dice.chance(0.6) ? 0.15 : dice.between(15, 95) / 100.0;
    return new Stretches(chance, MOST_PAGES, dice.chance(0.8) ? SHORT : ENDLESS);
  }

  /**
   * Whether a reader that has seen nothing but empty pages for a while may know that it stands at
   * the tip. Where it can't, what it shows may be older than the export, and it may say too early
   * that it has caught up; a row that was visible never goes back all the same.
   */
  boolean areShort() {
    return longest.equals(SHORT);
  }

  /** Whether a page is empty although records follow. */
  boolean isEmpty(int emptyPages, Instant emptySince, Instant now, Dice dice) {
    return emptyPages < mostPages && !now.isAfter(emptySince.plus(longest)) && dice.chance(chance);
  }
}
