package dev.tailrace.lease;

import java.util.List;
import java.util.Optional;

/**
 * Everything in the lease table of one pipeline, read at about one moment.
 *
 * @param workers those that ever beat and did not leave
 * @param leases one for each unit that was ever taken and is not done
 */
public record LeaseTable(List<Worker> workers, List<Lease> leases) {
  /** Copies the lists. */
  public LeaseTable {
    workers = List.copyOf(workers);
    leases = List.copyOf(leases);
  }

  /**
   * A worker.
   *
   * @param id one of a kind; a process that starts again is another worker
   * @param beat grows while it lives
   */
  public record Worker(String id, long beat) {}

  /**
   * A lease.
   *
   * @param unit the unit's {@link Unit#key()}
   * @param owner the worker that does it; empty when it was given back
   * @param epoch grows each time that it is taken, and never falls while it is in the table
   */
  public record Lease(String unit, Optional<String> owner, long epoch) {}
}
