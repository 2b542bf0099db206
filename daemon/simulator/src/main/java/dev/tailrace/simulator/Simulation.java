package dev.tailrace.simulator;

import dev.tailrace.core.TableStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One table's life under one seed: a while with faults, then a while without, after which the
 * warehouse must equal the table. The same seed always gives the same report. Used by one thread.
 */
public final class Simulation {
  private static final Duration PROBE = Duration.ofSeconds(10);

  /** An export of hours, once more because of a gap, and everything that takes minutes beside. */
  private static final Duration CALM_AT_MOST = Duration.ofHours(12);

  /** The last write is polled for by then, and whatever call was slow has been answered. */
  private static final Duration QUIET_WITHIN = Duration.ofHours(1);

  /** How long the tables must stay equal in the end. */
  private static final Duration STAYS_EQUAL = Duration.ofMinutes(5);

  private static final long MOST_STEPS = 2_000_000;

  static final int FEW_LINES = 200;

  private final long seed;
  private final World world;
  private final Invariants invariants;
  private final List<Worker> workers = new ArrayList<>();
  private final Person person;
  private final Chaos chaos;
  private Instant chaosEnd;
  private Optional<Instant> equalSince = Optional.empty();

  /** A simulation of the product's protocol. */
  public Simulation(long seed) {
    this(seed, Parts.real(), FEW_LINES);
  }

  /**
   * A simulation of the product's protocol.
   *
   * @param tracedLines how many of the last steps the report tells
   */
  public Simulation(long seed, int tracedLines) {
    this(seed, Parts.real(), tracedLines);
  }

  Simulation(long seed, Parts parts, int tracedLines) {
    this.seed = seed;
    this.world = new World(seed, parts, tracedLines);
    this.invariants = new Invariants(world);
    Network network = new Network(world, new Calls(world, invariants));
    int count = world.dice().chance(0.4) ? 1 : world.dice().between(2, 4);
    boolean leased = count > 1 || world.dice().chance(0.3);
    for (int i = 1; i <= count; i++) {
      workers.add(new Worker("worker-" + i, world, parts, network, invariants, leased));
    }
    this.chaos = new Chaos(world, network, workers, parts.rare());
    this.person = new Person(world, invariants);
    Duration length = world.dice().between(Duration.ofMinutes(5), Duration.ofHours(6));
    this.chaosEnd = world.scheduler().now().plus(length);
  }

  /** Runs it to its end, or to the first violation. */
  public Report run() {
    try {
      chaos.begin();
      person.begin();
      workers.forEach(Worker::start);
      world.scheduler().at(chaosEnd, this::calmDown);
      while (!isOver()) {
        if (!world.scheduler().step() || world.scheduler().steps() > MOST_STEPS) {
          throw new Violation("it came to no end in " + world.scheduler().steps() + " steps");
        }
      }
      return report(Optional.empty());
    } catch (Violation e) {
      return report(Optional.of(String.valueOf(e.getMessage())));
    } catch (RuntimeException | AssertionError e) {
      return report(Optional.of("a defect: " + e + " at " + List.of(e.getStackTrace()).get(0)));
    }
  }

  private Report report(Optional<String> violation) {
    return new Report(
        seed,
        world.faults().view(),
        world.scheduler().elapsed(),
        world.scheduler().steps(),
        invariants.generations(),
        violation,
        world.trace());
  }

  private void calmDown() {
    chaos.stop();
    person.calmDown();
    Optional<Instant> still =
        workers.stream()
            .filter(Worker::isStandingStill)
            .map(Worker::standsStillUntil)
            .max(Comparator.naturalOrder());
    if (still.isPresent()) {
      chaosEnd = still.get();
      world.scheduler().at(chaosEnd, this::calmDown);
      return;
    }
    world.note("chaos", () -> "is over");
    chaos.end();
    world.scheduler().after(PROBE, this::probe);
  }

  private void probe() {
    workers.forEach(Worker::awaitCaughtUp);
    Instant now = world.scheduler().now();
    List<TableStatus> status = workers.stream().flatMap(w -> w.status().stream()).toList();
    boolean quiet =
        status.size() == workers.size() && status.stream().allMatch(s -> s.caughtUp() && s.quiet());
    boolean done = quiet && world.isEqual();
    if (quiet && !done && world.showsTips() && now.isAfter(chaosEnd.plus(QUIET_WITHIN))) {
      throw new Violation(
          "status says caught up and quiet, but the warehouse has %s and the table %s"
              .formatted(world.live(), world.source()));
    }
    if (!done) {
      equalSince = Optional.empty();
    } else if (equalSince.isEmpty()) {
      equalSince = Optional.of(now);
    }
    if (equalSince.isEmpty() && now.isAfter(chaosEnd.plus(CALM_AT_MOST))) {
      throw new Violation(
          "the tables never became equal; %s; status: %s"
              .formatted(workers.stream().map(Worker::describe).toList(), status));
    }
    world.scheduler().after(PROBE, this::probe);
  }

  private boolean isOver() {
    return equalSince
        .filter(t -> t.plus(STAYS_EQUAL).isBefore(world.scheduler().now()))
        .isPresent();
  }
}
