package dev.tailrace.stream;

import dev.tailrace.lease.LeaseTable;
import dev.tailrace.lease.LeaseTable.Lease;
import dev.tailrace.lease.LeaseTable.Worker;
import java.util.Optional;

/**
 * Where one pipeline's leases are kept. All methods block, may be called by several threads, and
 * throw {@link StreamException}; a call that threw may have happened.
 */
public interface LeaseStore {
  /** Notes that a worker lives. */
  void beat(Worker worker);

  /** Reads everything; sees all that was written before the call. */
  LeaseTable look();

  /**
   * Takes a unit, if its lease is still as it was seen.
   *
   * @param seen empty when there must be none
   * @return false when another worker was before
   */
  boolean take(String worker, String unit, Optional<Lease> seen, long epoch);

  /** Gives a unit back, if the worker still has it under that epoch. The epoch is remembered. */
  void giveBack(String worker, String unit, long epoch);

  /** Forgets a unit that is done, if the worker still has it under that epoch. */
  void forget(String worker, String unit, long epoch);

  /** Forgets a worker, if it has not beaten since. */
  void bury(Worker worker);

  /** Forgets a worker that ends. */
  void leave(String worker);
}
