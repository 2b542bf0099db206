package dev.tailrace.core;

/**
 * Something that a command asked for did not happen.
 *
 * @param message names the thing, the cause and, where a person has to act, what to do
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
    /**
     * AWS does not know what was named. A listing shows whether it is gone; the answer alone does
     * not, since reads of AWS's control plane are eventually consistent.
     */
    NOT_FOUND,
    /** What is asked for lies before what can be restored, or nothing can: a person decides. */
    OUT_OF_REACH,
    /** It may have happened: read the state back. */
    OUTCOME_UNKNOWN,
    /** What was read is damaged: on its way, or where it is stored. */
    DAMAGED,
    /**
     * Refused, or not understood: a token that expired, a policy, a setting, a table in the way. It
     * may pass by itself or need a person. Either way it is tried again, ever more seldom, down to
     * once a minute.
     */
    REFUSED
  }
}
