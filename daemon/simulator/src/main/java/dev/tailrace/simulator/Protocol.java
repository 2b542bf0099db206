package dev.tailrace.simulator;

import dev.tailrace.core.Command;
import dev.tailrace.core.Event;
import dev.tailrace.core.Ownership;
import dev.tailrace.core.ProtocolSettings;
import dev.tailrace.core.TableProtocol;
import dev.tailrace.core.TableStatus;
import java.time.Instant;
import java.util.List;

/** The protocol as a process runs it. The seam at which tests put deliberate bugs. */
interface Protocol {
  List<Command> on(Event event, Instant now);

  Instant nextWake();

  TableStatus status(Instant now);

  /** The product's own. */
  static Protocol real(ProtocolSettings settings, Ownership ownership) {
    TableProtocol protocol = new TableProtocol(settings, ownership);
    return new Protocol() {
      @Override
      public List<Command> on(Event event, Instant now) {
        return protocol.on(event, now);
      }

      @Override
      public Instant nextWake() {
        return protocol.nextWake();
      }

      @Override
      public String toString() {
        return protocol.toString();
      }

      @Override
      public TableStatus status(Instant now) {
        return protocol.status(now);
      }
    };
  }
}
