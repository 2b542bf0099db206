package dev.tailrace.sink;

import dev.tailrace.projection.TableShape;
import java.util.List;

/** A part of a commit that changes tables. Parts are done in the order they are listed. */
public sealed interface Work {
  /**
   * Makes an empty shadow table beside the target, in place of one that is there; forgets the files
   * loaded into it.
   */
  record CreateShadow(TargetTable target, TableShape shape) implements Work {}

  /**
   * Makes a shadow table that begins as a copy of the target, in place of one that is there;
   * forgets the files loaded into it. Refused when there is no target.
   */
  record CopyShadow(TargetTable target) implements Work {}

  /**
   * Merges changes into the target. They are in order; of one key the last counts. An attribute
   * that has no column yet gets one.
   */
  record Merge(TargetTable target, List<Change> changes) implements Work {
    /** Copies the list. */
    public Merge {
      changes = List.copyOf(changes);
    }
  }

  /** Appends changes to the table's change log, in order. */
  record AppendLog(List<Change> changes) implements Work {
    /** Copies the list. */
    public AppendLog {
      changes = List.copyOf(changes);
    }
  }

  /** Forgets the table's change log: another generation begins. Its ordinals go on growing. */
  record ForgetLog() implements Work {}

  /**
   * Merges the change log's entries {@code after} (exclusive) to {@code through} (inclusive) into
   * the shadow table, the last of each key. Entries appended by other writers count as soon as
   * their commit happened; with {@link Long#MAX_VALUE} none is left out.
   */
  record ApplyLog(TargetTable target, long after, long through) implements Work {}

  /**
   * Puts the shadow table in the target's place, dropping the table there; forgets the change log
   * and the files loaded. Refused when a table is there that Tailrace did not make.
   */
  record Swap(TargetTable target) implements Work {}
}
