package dev.tailrace.simulator;

import dev.tailrace.core.Command;
import dev.tailrace.core.Event;
import dev.tailrace.core.TableStatus;
import java.time.Instant;
import java.util.List;

/** A protocol that never rests. */
record Spinning(Protocol real) implements Protocol {
  @Override
  public List<Command> on(Event event, Instant now) {
    return real.on(event, now);
  }

  @Override
  public Instant nextWake() {
    return Instant.MIN;
  }

  @Override
  public TableStatus status(Instant now) {
    return real.status(now);
  }
}
