package dev.tailrace.core;

/**
 * Something that a command asked for did not happen.
 *
 * @param message names the thing, the cause and, where a person has to act, the mend
 */
public record Failure(Kind kind, String message) {
  /** What to do about it. */
  public enum Kind {
    /** Try again after a while: throttling, a 5xx, a broken connection. */
    RETRY,
    /** Open a new iterator behind the last record read. */
    ITERATOR_EXPIRED,
    /** Records that were not read yet are gone from the stream. */
    POSITION_LOST,
    /** What is asked for lies before what can be restored, or nothing can: a person decides. */
    OUT_OF_REACH,
    /** It may have happened: read the state back. */
    OUTCOME_UNKNOWN,
    /** What was read is damaged: on its way, or where it is stored. */
    DAMAGED,
    /** Trying again does not help. */
    FATAL
  }
}
