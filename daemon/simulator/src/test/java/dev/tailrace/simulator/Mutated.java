package dev.tailrace.simulator;

import dev.tailrace.core.Command;
import dev.tailrace.core.Event;
import dev.tailrace.core.TableStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A protocol with a deliberate bug: what it hears, or what it says, is altered on the way. */
final class Mutated implements Protocol {
  private final Protocol real;
  private final Function<Event, Optional<Event>> hears;
  private final Function<Command, List<Command>> says;

  private Mutated(
      Protocol real,
      Function<Event, Optional<Event>> hears,
      Function<Command, List<Command>> says) {
    this.real = real;
    this.hears = hears;
    this.says = says;
  }

  /** Every event goes through {@code hears}; one that it drops never comes. */
  static Parts.Maker hearing(Function<Event, Optional<Event>> hears) {
    return (settings, first, world) -> new Mutated(Protocol.real(settings, first), hears, List::of);
  }

  /** Every command goes through {@code says}. */
  static Parts.Maker saying(Function<Command, List<Command>> says) {
    return (settings, first, world) ->
        new Mutated(Protocol.real(settings, first), Optional::of, says);
  }

  @Override
  public List<Command> on(Event event, Instant now) {
    List<Command> said = new ArrayList<>();
    Event heard = hears.apply(event).orElse(new Event.Woke());
    real.on(heard, now).forEach(command -> said.addAll(says.apply(command)));
    return said;
  }

  @Override
  public Instant nextWake() {
    return real.nextWake();
  }

  @Override
  public TableStatus status(Instant now) {
    return real.status(now);
  }
}
