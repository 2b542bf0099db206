package dev.tailrace.backfill;

import java.time.Duration;
import java.time.Instant;

/** What an export shows of its table. */
public sealed interface ExportScope {
  /** The earliest time that it needs the table's history of. */
  Instant earliest();

  /** The latest time that it needs the table's history of. */
  Instant latest();

  /**
   * All items as they were at one point in time.
   *
   * @param time whole seconds when it is asked for
   */
  record Full(Instant time) implements ExportScope {
    @Override
    public Instant earliest() {
      return time;
    }

    @Override
    public Instant latest() {
      return time;
    }
  }

  /**
   * The net changes of a window, one record a key.
   *
   * @param from inclusive
   * @param to exclusive; 15 minutes to 24 hours after {@code from}
   */
  record Incremental(Instant from, Instant to, View view) implements ExportScope {
    /** AWS's bounds of a window. */
    private static final Duration SHORTEST = Duration.ofMinutes(15);

    private static final Duration LONGEST = Duration.ofHours(24);

    /** Whether AWS takes a window of this length. */
    boolean isOfLengthThatAwsTakes() {
      Duration length = Duration.between(from, to);
      return length.compareTo(SHORTEST) >= 0 && length.compareTo(LONGEST) <= 0;
    }

    @Override
    public Instant earliest() {
      return from;
    }

    @Override
    public Instant latest() {
      return to;
    }
  }

  /** Which images the records of an incremental export hold. */
  enum View {
    /** The new image. */
    NEW_IMAGE,
    /** The new image and the one from before the window. */
    NEW_AND_OLD_IMAGES
  }
}
