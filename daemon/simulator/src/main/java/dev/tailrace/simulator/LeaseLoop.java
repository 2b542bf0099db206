package dev.tailrace.simulator;

import dev.tailrace.lease.LeaseCommand;
import dev.tailrace.lease.LeaseEvent;
import dev.tailrace.lease.LeaseSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A process's leases. */
final class LeaseLoop {
  /** As configured, or longer: beats are most of what happens in a long run. */
  private static final List<Duration> HAND_OVER =
      List.of(Duration.ofSeconds(20), Duration.ofMinutes(2), Duration.ofMinutes(10));

  private static final int FILES_AT_ONCE = 2;

  private final String id;
  private final Worker process;
  private final World world;
  private final Network network;
  private final Leasing protocol;
  private final long born;
  private long wakes;

  LeaseLoop(String id, Worker process, Parts parts, World world, Network network) {
    this.id = id;
    this.process = process;
    this.world = world;
    this.network = network;
    Duration handOver = HAND_OVER.get(Math.min(2, world.leaseTempo()));
    this.protocol = parts.leasing().apply(new LeaseSettings(id, handOver, FILES_AT_ONCE));
    this.born = process.incarnation();
  }

  private BooleanSupplier alive = () -> true;

  void begin(BooleanSupplier processLives) {
    alive = processLives;
    take(new LeaseEvent.Woke());
  }

  void take(LeaseEvent event) {
    process.inProcess(born, () -> takeNow(event));
  }

  private void takeNow(LeaseEvent event) {
    world.note(id, () -> "← " + event);
    for (LeaseCommand command : protocol.on(event, process.localNow())) {
      world.note(id, () -> "→ " + command);
      carryOut(command);
    }
    if (alive.getAsBoolean()) {
      wakeUp(protocol.nextWake());
    }
  }

  private void carryOut(LeaseCommand command) {
    switch (command) {
      case LeaseCommand.Warn c -> {}
      case LeaseCommand.Grant c -> process.granted(c.ownership());
      case LeaseCommand.Left c -> process.left();
      default -> network.send(id, command, alive, this::take);
    }
  }

  private void wakeUp(Instant wake) {
    long number = ++wakes;
    world
        .scheduler()
        .at(
            process.momentOf(wake),
            () -> {
              if (number == wakes) {
                take(new LeaseEvent.Woke());
              }
            });
  }
}
