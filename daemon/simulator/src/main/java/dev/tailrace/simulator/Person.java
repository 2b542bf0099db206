package dev.tailrace.simulator;

import dev.tailrace.core.Phase;
import dev.tailrace.core.Resync;
import java.time.Duration;

/** Whoever is called when a table needs attention, and decides for a new backfill. */
final class Person {
  private static final Duration LOOKS_EVERY = Duration.ofMinutes(20);

  private final World world;
  private final Invariants invariants;

  Person(World world, Invariants invariants) {
    this.world = world;
    this.invariants = invariants;
  }

  void begin() {
    world.scheduler().after(LOOKS_EVERY, this::look);
  }

  private void look() {
    boolean needed =
        world.sink().life().filter(l -> l.phase().equals(Phase.NEEDS_ATTENTION.name())).isPresent();
    if (needed) {
      world.note("person", () -> "asks for a resync");
      invariants.resynced();
      Resync.of(Worker.ID, world.sink().read()).ifPresent(invariants::commit);
    }
    world.scheduler().after(LOOKS_EVERY, this::look);
  }
}
