package dev.tailrace.sink;

/** How a commit or a load ended, short of failing. */
public sealed interface CommitOutcome {
  /**
   * All of it is there.
   *
   * @param logEnd the ordinal of the change log's last entry
   * @param drifted how many values of what was merged went into an overflow document although their
   *     attribute has a column
   */
  record Applied(long logEnd, long drifted) implements CommitOutcome {
    /** Where every column held its attributes' values. */
    public Applied(long logEnd) {
      this(logEnd, 0);
    }
  }

  /**
   * Nothing of it is there, because what is stored is not what was expected: someone else moved on.
   * The state has to be read again before anything else.
   *
   * @param reason what differs, for people
   */
  record Refused(String reason) implements CommitOutcome {}
}
