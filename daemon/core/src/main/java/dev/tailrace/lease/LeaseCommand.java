package dev.tailrace.lease;

import dev.tailrace.core.Ownership;
import java.util.Optional;

/**
 * Something for the shell to do. All but {@link Grant}, {@link Left} and {@link Warn} are calls to
 * the lease table, on a thread of their own, and each is answered by one {@link LeaseEvent}.
 */
public sealed interface LeaseCommand {
  /** Write that this worker lives. */
  record Beat(long beat) implements LeaseCommand {}

  /** Read the whole table. */
  record Look() implements LeaseCommand {}

  /**
   * Take a unit, if its lease is still as it was seen.
   *
   * @param seen empty when there must be none
   * @param epoch the new one
   */
  record Take(Unit unit, Optional<LeaseTable.Lease> seen, long epoch) implements LeaseCommand {}

  /** Give a unit back, so that another worker takes it at once, if it is still this worker's. */
  record GiveBack(String unit, long epoch) implements LeaseCommand {}

  /** Forget a unit that is done, if it is still this worker's. */
  record Forget(String unit, long epoch) implements LeaseCommand {}

  /** Forget a worker that has been dead for long, if it has not beaten since. */
  record Bury(LeaseTable.Worker worker) implements LeaseCommand {}

  /** Forget this worker. */
  record Leave() implements LeaseCommand {}

  /** Tell a table what this worker may do of it from now on. */
  record Grant(String table, Ownership.Leased ownership) implements LeaseCommand {}

  /** Tell people. */
  record Warn(String message) implements LeaseCommand {}

  /** All is given back. Nothing follows. */
  record Left() implements LeaseCommand {}
}
