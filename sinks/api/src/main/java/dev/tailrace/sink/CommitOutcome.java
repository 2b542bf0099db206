package dev.tailrace.sink;

/** How a commit or a load ended, short of failing. */
public sealed interface CommitOutcome {
  /**
   * All of it is there.
   *
   * @param logEnd the ordinal of the change log's last entry
   */
  record Applied(long logEnd) implements CommitOutcome {}

  /**
   * Nothing of it is there, because what is stored is not what was expected: someone else moved on.
   * The state has to be read again before anything else.
   *
   * @param reason what differs, for people
   */
  record Refused(String reason) implements CommitOutcome {}
}
