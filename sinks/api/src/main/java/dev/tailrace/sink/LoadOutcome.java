package dev.tailrace.sink;

/** How loading a data file ended, short of failing. */
public sealed interface LoadOutcome {
  /**
   * Its rows and the note that it is loaded are there.
   *
   * @param drifted as in {@link CommitOutcome.Applied}
   */
  record Loaded(long items, long drifted) implements LoadOutcome {
    /** Where every column held its attributes' values. */
    public Loaded(long items) {
      this(items, 0);
    }
  }

  /** It had been loaded before; nothing was done. */
  record AlreadyLoaded(long items) implements LoadOutcome {}

  /** Nothing of it is there, as in {@link CommitOutcome.Refused}. */
  record Refused(String reason) implements LoadOutcome {}
}
