package dev.tailrace.simulator;

import dev.tailrace.core.Phase;
import dev.tailrace.core.Resync;
import dev.tailrace.sink.LifeRow;
import java.time.Duration;

/**
 * The person who is called when a table needs attention, and decides for a new backfill. Some ask
 * for one at other times too.
 */
final class Person {
  private static final Duration LOOKS_EVERY = Duration.ofMinutes(20);

  private final World world;
  private final Invariants invariants;
  private final double whim;
  private boolean calm;
  private boolean gaveRepairUp;

  Person(World world, Invariants invariants) {
    this.world = world;
    this.invariants = invariants;
    this.whim = world.dice().chance(0.3) ? 0.2 : 0;
  }

  void begin() {
    world.scheduler().after(LOOKS_EVERY, this::look);
  }

  /** From now on nothing is asked for but what is needed. */
  void calmDown() {
    calm = true;
  }

  private void look() {
    world.sink().life().map(LifeRow::phase).ifPresent(phase -> look(Phase.valueOf(phase)));
    world.scheduler().after(LOOKS_EVERY, this::look);
  }

  private void look(Phase phase) {
    boolean needed = phase == Phase.NEEDS_ATTENTION;
    if (!needed && !wants(phase)) {
      return;
    }
    world.note("person", () -> "asks for a resync");
    if (!needed) {
      world.faults().add(kind(phase));
    }
    invariants.resynced();
    Resync.of(Worker.ID, world.sink().read()).ifPresent(invariants::commit);
  }

  /** Most repairs are made after all else is over: one of them is given up all the same. */
  private boolean wants(Phase phase) {
    if (phase == Phase.REPAIRING && whim > 0 && !gaveRepairUp) {
      gaveRepairUp = world.dice().chance(0.5);
      return gaveRepairUp;
    }
    return !calm && phase != Phase.PREFLIGHT && world.dice().chance(whim);
  }

  private static Fault kind(Phase phase) {
    return switch (phase) {
      case STREAMING -> Fault.RESYNC_OF_STREAMING;
      case REPAIRING -> Fault.RESYNC_OF_REPAIR;
      case PREFLIGHT, ANCHORED, EXPORTING, LOADING, CATCHING_UP, NEEDS_ATTENTION ->
          Fault.RESYNC_OF_BACKFILL;
    };
  }
}
