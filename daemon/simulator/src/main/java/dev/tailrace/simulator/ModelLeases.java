package dev.tailrace.simulator;

import dev.tailrace.lease.LeaseCommand;
import dev.tailrace.lease.LeaseEvent;
import dev.tailrace.lease.LeaseTable;
import dev.tailrace.lease.LeaseTable.Lease;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The lease table: conditional writes, one after the other. Not final: a test may make it lie. */
class ModelLeases {
  private final Map<String, Lease> leases = new LinkedHashMap<>();
  private final Map<String, LeaseTable.Worker> workers = new LinkedHashMap<>();

  /** Carries a call of {@code worker}'s out and answers. */
  LeaseEvent perform(String worker, LeaseCommand command) {
    switch (command) {
      case LeaseCommand.Beat c -> workers.put(worker, new LeaseTable.Worker(worker, c.beat()));
      case LeaseCommand.Look c -> {
        return new LeaseEvent.Seen(look());
      }
      case LeaseCommand.Take c -> {
        if (take(worker, c)) {
          return new LeaseEvent.Taken(c.unit(), c.epoch());
        }
      }
      case LeaseCommand.GiveBack c -> {
        if (isHeld(worker, c.unit(), c.epoch())) {
          leases.put(c.unit(), new Lease(c.unit(), Optional.empty(), c.epoch()));
        }
      }
      case LeaseCommand.Forget c -> {
        if (isHeld(worker, c.unit(), c.epoch())) {
          leases.remove(c.unit());
        }
      }
      case LeaseCommand.Bury c -> workers.remove(c.worker().id(), c.worker());
      case LeaseCommand.Leave c -> workers.remove(worker);
      case LeaseCommand.Grant c -> throw new IllegalArgumentException(c.toString());
      case LeaseCommand.Warn c -> throw new IllegalArgumentException(c.toString());
      case LeaseCommand.Left c -> throw new IllegalArgumentException(c.toString());
    }
    return new LeaseEvent.Done(command);
  }

  LeaseTable look() {
    return new LeaseTable(List.copyOf(workers.values()), new ArrayList<>(leases.values()));
  }

  boolean take(String worker, LeaseCommand.Take take) {
    String unit = take.unit().key();
    if (!Optional.ofNullable(leases.get(unit)).equals(take.seen())) {
      return false;
    }
    leases.put(unit, new Lease(unit, Optional.of(worker), take.epoch()));
    return true;
  }

  private boolean isHeld(String worker, String unit, long epoch) {
    return new Lease(unit, Optional.of(worker), epoch).equals(leases.get(unit));
  }

  /** Somebody deletes the table. */
  void lose() {
    leases.clear();
    workers.clear();
  }
}
