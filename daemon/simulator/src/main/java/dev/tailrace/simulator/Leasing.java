package dev.tailrace.simulator;

import dev.tailrace.lease.LeaseCommand;
import dev.tailrace.lease.LeaseEvent;
import dev.tailrace.lease.LeaseProtocol;
import dev.tailrace.lease.LeaseSettings;
import java.time.Instant;
import java.util.List;

/** The leases' protocol as a process runs it. The seam at which tests put deliberate bugs. */
interface Leasing {
  List<LeaseCommand> on(LeaseEvent event, Instant now);

  Instant nextWake();

  /** The product's own. */
  static Leasing real(LeaseSettings settings) {
    LeaseProtocol protocol = new LeaseProtocol(settings);
    return new Leasing() {
      @Override
      public List<LeaseCommand> on(LeaseEvent event, Instant now) {
        return protocol.on(event, now);
      }

      @Override
      public Instant nextWake() {
        return protocol.nextWake();
      }
    };
  }
}
