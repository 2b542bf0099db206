package dev.tailrace.backfill;

import java.time.Instant;

/** What an export shows of its table. */
public sealed interface ExportScope {
  /**
   * All items as they were at one point in time.
   *
   * @param time whole seconds when it is asked for
   */
  record Full(Instant time) implements ExportScope {}

  /**
   * The net changes of a window, one record a key.
   *
   * @param from inclusive
   * @param to exclusive; 15 minutes to 24 hours after {@code from}
   */
  record Incremental(Instant from, Instant to, View view) implements ExportScope {}

  /** Which images the records of an incremental export hold. */
  enum View {
    /** The new image. */
    NEW_IMAGE,
    /** The new image and the one from before the window. */
    NEW_AND_OLD_IMAGES
  }
}
