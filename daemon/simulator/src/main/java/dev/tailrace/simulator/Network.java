package dev.tailrace.simulator;

import dev.tailrace.core.Command;
import dev.tailrace.core.Event;
import dev.tailrace.core.Failure;
import dev.tailrace.lease.LeaseCommand;
import dev.tailrace.lease.LeaseEvent;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Between a process and the models: calls and answers take their time, and some are lost. */
final class Network {
  private final World world;
  private final Calls calls;
  private Rates rates = Rates.NONE;

  Network(World world, Calls calls) {
    this.world = world;
    this.calls = calls;
  }

  void rates(Rates next) {
    rates = next;
  }

  /**
   * Sends a call.
   *
   * @param alive whether the process that sent it still runs; of one that died, a call under way
   *     may happen or not, and has no answer
   */
  void send(Command command, BooleanSupplier alive, Consumer<Event> answer) {
    world.scheduler().after(delay(), () -> arrive(command, alive, answer));
  }

  /** Sends a call to the lease table. */
  void send(
      String worker, LeaseCommand command, BooleanSupplier alive, Consumer<LeaseEvent> answer) {
    world.scheduler().after(delay(), () -> arrive(worker, command, alive, answer));
  }

  private void arrive(
      String worker, LeaseCommand command, BooleanSupplier alive, Consumer<LeaseEvent> answer) {
    Dice dice = world.dice();
    if (!alive.getAsBoolean() && dice.chance(0.5)) {
      return;
    }
    LeaseEvent event = new LeaseEvent.Failed(command, "not now");
    if (dice.chance(rates.throttled())) {
      world.faults().add(Fault.THROTTLED);
    } else {
      boolean lost = dice.chance(rates.answerLost());
      LeaseEvent happened = world.leases().perform(worker, command);
      if (lost) {
        world.faults().add(Fault.LEASE_ANSWER_LOST);
      } else {
        event = happened;
      }
    }
    LeaseEvent told = event;
    world.scheduler().after(delay(), () -> answer.accept(told));
  }

  private Duration delay() {
    if (world.dice().chance(rates.slow())) {
      world.faults().add(Fault.SLOW_CALL);
      return world.dice().between(Duration.ofSeconds(1), Duration.ofMinutes(20));
    }
    return world.dice().between(Duration.ofMillis(1), Duration.ofMillis(300));
  }

  private void arrive(Command command, BooleanSupplier alive, Consumer<Event> answer) {
    Dice dice = world.dice();
    if (!alive.getAsBoolean() && dice.chance(0.5)) {
      return;
    }
    if (dice.chance(rates.throttled()) || (Calls.isOfSink(command) && world.isSinkAway())) {
      world.faults().add(Fault.THROTTLED);
      reply(Calls.failed(command, new Failure(Failure.Kind.RETRY, "not now")), answer);
    } else if (dice.chance(rates.refused())) {
      world.faults().add(Fault.REFUSED);
      Failure.Kind kind =
          dice.chance(0.5) || Calls.isOfSink(command)
              ? Failure.Kind.REFUSED
              : Failure.Kind.NOT_FOUND;
      reply(Calls.failed(command, new Failure(kind, "a policy is being replaced")), answer);
    } else if (command instanceof Command.Apply && dice.chance(rates.commitUnknown())) {
      commitWithoutAnswer(command, answer);
    } else if (!(command instanceof Command.Apply) && dice.chance(rates.answerLost())) {
      world.faults().add(Fault.ANSWER_LOST);
      Event lost = calls.perform(command);
      world.note("lost", lost::toString);
      reply(Calls.failed(command, new Failure(Failure.Kind.RETRY, "timed out")), answer);
    } else {
      reply(calls.perform(command), answer);
    }
  }

  private void commitWithoutAnswer(Command command, Consumer<Event> answer) {
    Fault fault =
        world
            .dice()
            .oneOf(
                java.util.List.of(Fault.COMMIT_ANSWER_LOST, Fault.COMMIT_LOST, Fault.COMMIT_LATE));
    world.faults().add(fault);
    if (fault == Fault.COMMIT_ANSWER_LOST) {
      Event lost = calls.perform(command);
      world.note("lost", lost::toString);
    } else if (fault == Fault.COMMIT_LATE) {
      Duration late = world.dice().between(Duration.ofMillis(1), Duration.ofMinutes(2));
      world.scheduler().after(late, () -> calls.perform(command));
    }
    reply(Calls.failed(command, new Failure(Failure.Kind.OUTCOME_UNKNOWN, fault.name())), answer);
  }

  private void reply(Event event, Consumer<Event> answer) {
    world.scheduler().after(delay(), () -> answer.accept(event));
  }
}
