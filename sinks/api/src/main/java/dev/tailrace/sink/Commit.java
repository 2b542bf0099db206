package dev.tailrace.sink;

import java.util.List;
import java.util.Optional;

/**
 * One transaction: all of it happens or nothing.
 *
 * @param expectedLifeVersion the version that the life row must have, 0 for none. A change of phase
 *     thus refuses everything that was prepared for the phase before.
 * @param nextLife the life row to store, with a version one higher, refused where a row of a higher
 *     epoch is stored; empty to leave it
 * @param checkpoints at most one move a shard
 */
public record Commit(
    TableId table,
    long expectedLifeVersion,
    Optional<LifeRow> nextLife,
    List<CheckpointMove> checkpoints,
    List<Work> work) {
  /** Copies the lists. */
  public Commit {
    checkpoints = List.copyOf(checkpoints);
    work = List.copyOf(work);
  }
}
