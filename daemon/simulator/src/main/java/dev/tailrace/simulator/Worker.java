package dev.tailrace.simulator;

import dev.tailrace.core.Command;
import dev.tailrace.core.Event;
import dev.tailrace.core.Ownership;
import dev.tailrace.core.ProtocolSettings;
import dev.tailrace.core.SourceTable;
import dev.tailrace.core.TableIdentity;
import dev.tailrace.core.TableStatus;
import dev.tailrace.lease.LeaseEvent;
import dev.tailrace.sink.TableId;
import dev.tailrace.sink.TargetTable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A process that runs the table's protocol, and its leases' where there are several: it starts,
 * stands still, is killed and started again.
 */
final class Worker {
  static final String TABLE = "orders";
  static final TableIdentity IDENTITY = new TableIdentity("arn:table", "1");
  static final TableId ID = new TableId("shop", TABLE);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
  private static final Duration STOP_TAKES_AT_MOST = Duration.ofSeconds(30);
  private static final TargetTable TARGET = new TargetTable("main", TABLE, ModelTable.KEY);

  private final String name;
  private final World world;
  private final Parts parts;
  private final Network network;
  private final Invariants invariants;
  private final WorkerSettings settings;
  private final boolean leased;
  private Optional<Running> running = Optional.empty();
  private long incarnation;
  private Instant pausedUntil = Instant.MIN;
  private Instant startsAt = Instant.MIN;

  /** What a process that runs has in memory. */
  private record Running(
      Protocol protocol,
      Optional<LeaseLoop> leases,
      LocalClock clock,
      Wakes wakes,
      Instant startedAt) {}

  /** Counts the wake-ups asked for, so that only the last one counts. */
  private static final class Wakes {
    private long last;
    private boolean saysCaughtUp;
  }

  Worker(
      String name,
      World world,
      Parts parts,
      Network network,
      Invariants invariants,
      boolean leased) {
    this.name = name;
    this.world = world;
    this.parts = parts;
    this.network = network;
    this.invariants = invariants;
    this.settings = WorkerSettings.rolled(world.dice());
    this.leased = leased;
  }

  void start() {
    if (running.isPresent()) {
      return;
    }
    incarnation++;
    pausedUntil = Instant.MIN;
    SourceTable source = new SourceTable(TABLE, IDENTITY, ModelTable.KEY, world.stream().arn());
    ProtocolSettings all =
        new ProtocolSettings(
            ID,
            source,
            List.of(TARGET),
            settings.discovery(),
            settings.poll(),
            settings.flush(),
            settings.parallelism(),
            settings.verify());
    LocalClock clock = LocalClock.rolled(world.dice(), world.scheduler().now());
    world.note(name, () -> "starts");
    Optional<LeaseLoop> leases =
        leased
            ? Optional.of(new LeaseLoop(name + "." + incarnation, this, parts, world, network))
            : Optional.empty();
    Ownership first = leased ? Ownership.Leased.NOTHING : new Ownership.Sole();
    Protocol protocol = parts.protocol().make(all, first, world);
    running =
        Optional.of(new Running(protocol, leases, clock, new Wakes(), world.scheduler().now()));
    long born = incarnation;
    leases.ifPresent(loop -> loop.begin(() -> born == incarnation));
    take(born, new Event.Woke());
    if (world.dice().chance(0.3)) {
      awaitCaughtUp();
    }
  }

  /** Somebody waits until it has caught up, as {@code --until-caught-up} does. */
  void awaitCaughtUp() {
    take(incarnation, new Event.CaughtUpWanted());
  }

  /** Ends at once; starts again after {@code down}. */
  void crash(Duration down) {
    if (running.isPresent()) {
      world.note(name, () -> "crashes; back in " + down);
      end(down);
    }
  }

  private void end(Duration down) {
    running = Optional.empty();
    incarnation++;
    startsAt = world.scheduler().now().plus(down);
    world.scheduler().at(startsAt, this::start);
  }

  /** Asks to end; what does not end in time is killed. */
  void stop() {
    long asked = incarnation;
    take(asked, new Event.StopRequested());
    world
        .scheduler()
        .after(
            STOP_TAKES_AT_MOST,
            () -> {
              if (asked == incarnation) {
                crash(Duration.ofSeconds(1));
              }
            });
  }

  /** Stands still: nothing is taken until then. */
  void pause(Duration duration, boolean clockToo) {
    if (isStandingStill()) {
      return;
    }
    world.note(name, () -> "stands still for " + duration);
    pausedUntil = world.scheduler().now().plus(duration);
    if (clockToo) {
      running.ifPresent(r -> r.clock().standStill(duration));
    }
  }

  /** Whether it does not run, or takes nothing, for now. */
  boolean isStandingStill() {
    return world.scheduler().now().isBefore(standsStillUntil());
  }

  Instant standsStillUntil() {
    return running.isPresent() ? pausedUntil : startsAt;
  }

  Optional<TableStatus> status() {
    return running.map(r -> r.protocol().status(localNow(r)));
  }

  /** What it waits for. */
  String describe() {
    return name + ": " + running.map(r -> r.protocol().toString()).orElse("down");
  }

  private Instant localNow(Running process) {
    return process.clock().at(world.scheduler().now());
  }

  /** Its clock's time; of a process that runs. */
  Instant localNow() {
    return localNow(running.orElseThrow());
  }

  /**
   * Runs {@code action} in this process, once it no longer stands still, unless it ended before.
   */
  void inProcess(long addressee, Runnable action) {
    if (addressee != incarnation || running.isEmpty()) {
      return;
    }
    if (isStandingStill()) {
      world.scheduler().at(pausedUntil, () -> inProcess(addressee, action));
    } else {
      action.run();
    }
  }

  long incarnation() {
    return incarnation;
  }

  /** When the process's clock shows {@code local}, but at the latest in a minute. */
  Instant momentOf(Instant local) {
    Instant latest = world.scheduler().now().plus(LONGEST_WAIT);
    return running.orElseThrow().clock().when(local, latest);
  }

  void granted(Ownership.Leased ownership) {
    take(incarnation, new Event.Owned(ownership));
  }

  private void take(long addressee, Event event) {
    inProcess(addressee, () -> takeNow(event));
  }

  private void takeNow(Event event) {
    Running process = running.orElseThrow();
    long born = incarnation;
    Instant local = localNow(process);
    world.note(name, () -> "← " + event);
    List<Command> commands = process.protocol().on(event, local);
    for (Command command : commands) {
      world.note(name, () -> "→ " + command);
      carryOut(command, process);
    }
    if (born == incarnation) {
      Instant wake = process.protocol().nextWake();
      invariants.wakesLater(wake, local);
      wakeUp(wake, process);
      checkWhatItSays(process, local);
    }
  }

  private void checkWhatItSays(Running process, Instant local) {
    boolean says = process.protocol().status(local).caughtUp();
    if (says && !process.wakes().saysCaughtUp) {
      world.note(name, () -> "says that it has caught up");
      invariants.caughtUp(process.startedAt());
    }
    process.wakes().saysCaughtUp = says;
  }

  private void carryOut(Command command, Running process) {
    invariants.issued(command);
    switch (command) {
      case Command.Warn c -> {}
      case Command.Want c ->
          process.leases().ifPresent(l -> l.take(new LeaseEvent.Wanted(TABLE, c.wants())));
      case Command.Stopped c -> stopped(process);
      case Command.Trouble c -> {}
      case Command.Recovered c -> {}
      case Command.PlanAgain c -> throw new Violation("the table was never another one: " + c);
      default -> {
        long sender = incarnation;
        network.send(command, () -> sender == incarnation, event -> take(sender, event));
      }
    }
  }

  private void stopped(Running process) {
    if (process.leases().isEmpty()) {
      end(Duration.ofSeconds(1));
      return;
    }
    process.leases().get().take(new LeaseEvent.TableEnded(TABLE));
    process.leases().get().take(new LeaseEvent.StopRequested());
  }

  /** All is given back. */
  void left() {
    end(Duration.ofSeconds(1));
  }

  private void wakeUp(Instant wake, Running process) {
    long number = ++process.wakes().last;
    long sleeper = incarnation;
    world
        .scheduler()
        .at(
            momentOf(wake),
            () -> {
              if (number == process.wakes().last) {
                take(sleeper, new Event.Woke());
              }
            });
  }
}
