package dev.tailrace.backfill;

import dev.tailrace.sink.DataFileException;

/** The one wording for objects of an export that are missing, cut short or altered. */
final class Damage {
  private static final int LONGEST = 500;

  private Damage() {}

  /**
   * A data file can't be used.
   *
   * @param name what the file is called in messages
   * @param how what is wrong, as the rest of a sentence about it
   */
  static DataFileException of(String name, String how) {
    return new DataFileException(dataFile(name, how));
  }

  /** A data file can't be used, and this is what was met. */
  static DataFileException of(String name, String how, Throwable cause) {
    return new DataFileException(dataFile(name, how), cause);
  }

  /** A manifest can't be used. */
  static DataFileException ofManifest(String name, String how) {
    return new DataFileException(
        "%s: %s; nothing of the export was loaded. Copy it again, or ask for another export"
            .formatted(name, bounded(how)));
  }

  /** A manifest may say anything, of any length. */
  private static String bounded(String how) {
    return how.length() <= LONGEST ? how : how.substring(0, LONGEST) + "…";
  }

  private static String dataFile(String name, String how) {
    return "%s: %s; nothing of it was loaded. Copy it again, or ask for another export; what is loaded of the others is kept"
        .formatted(name, how);
  }
}
