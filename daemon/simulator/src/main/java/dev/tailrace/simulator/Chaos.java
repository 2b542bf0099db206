package dev.tailrace.simulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Makes things go wrong for a while. Which kinds, and how often, is the seed's choice. */
final class Chaos {
  private static final Duration RETENTION_AND_SOME = Duration.ofHours(25);

  private static final List<Fault> RARE =
      List.of(
          Fault.LONG_OUTAGE,
          Fault.LONG_PAUSE,
          Fault.STREAM_REPLACED,
          Fault.RECOVERY_CUT,
          Fault.LEASES_LOST);

  private final World world;
  private final Network network;
  private final List<Worker> workers;
  private final List<Fault> kinds = new ArrayList<>();
  private final Duration between;
  private final Rates rates;
  private final Duration longestOutage;
  private boolean over;

  Chaos(World world, Network network, List<Worker> workers, double rare) {
    this.world = world;
    this.network = network;
    this.workers = List.copyOf(workers);
    Dice dice = world.dice();
    for (Fault kind :
        List.of(
            Fault.CRASH,
            Fault.GRACEFUL_STOP,
            Fault.PAUSE,
            Fault.SINK_OUTAGE,
            Fault.SPLIT,
            Fault.SPLIT)) {
      if (dice.chance(0.6)) {
        kinds.add(kind);
      }
    }
    for (Fault kind : RARE) {
      if (dice.chance(rare)) {
        kinds.add(kind);
      }
    }
    this.between = dice.between(Duration.ofMinutes(2), Duration.ofHours(2));
    this.longestOutage = dice.chance(0.05) ? Duration.ofHours(30) : Duration.ofMinutes(20);
    this.rates = Rates.rolled(dice);
  }

  void begin() {
    network.rates(rates);
    world.exports().failing(world.dice().chance(0.5) ? 0.3 : 0);
    world.scheduler().after(next(), this::happen);
    world.scheduler().after(rollover(), this::rollOver);
  }

  /** Nothing new goes wrong; what lasts goes on. */
  void stop() {
    over = true;
  }

  void end() {
    network.rates(Rates.NONE);
    world.exports().failing(0);
    world.endSinkOutage();
    world.stopWriting();
  }

  private Duration next() {
    return world.dice().between(Duration.ofMillis(200), between.multipliedBy(2));
  }

  /** AWS rolls every shard over about every four hours, whatever else happens. */
  private Duration rollover() {
    return world.dice().between(Duration.ofHours(1), Duration.ofHours(4));
  }

  private void rollOver() {
    world.stream().split(!over);
    world.scheduler().after(rollover(), this::rollOver);
  }

  private void happen() {
    if (over) {
      return;
    }
    if (!kinds.isEmpty()) {
      happen(world.dice().oneOf(kinds));
    }
    world.scheduler().after(next(), this::happen);
  }

  private void happen(Fault fault) {
    Dice dice = world.dice();
    if (RARE.contains(fault)) {
      // Each takes a day or a backfill: once is enough for a run.
      kinds.removeIf(kind -> kind == fault);
    }
    if (fault != Fault.SPLIT) {
      world.faults().add(fault);
    }
    world.note("chaos", fault::name);
    switch (fault) {
      case CRASH ->
          dice.oneOf(workers).crash(dice.between(Duration.ofMillis(100), Duration.ofMinutes(5)));
      case GRACEFUL_STOP -> dice.oneOf(workers).stop();
      case PAUSE ->
          pause(dice.oneOf(workers), dice.between(Duration.ofMillis(100), Duration.ofMinutes(30)));
      case LONG_PAUSE -> some().forEach(worker -> pause(worker, moreThanRetention()));
      case LONG_OUTAGE -> {
        Duration down = moreThanRetention();
        some().forEach(worker -> worker.crash(down));
      }
      case RECOVERY_CUT -> world.exports().reachBackTo(world.scheduler().now());
      case LEASES_LOST -> world.leases().lose();
      case SINK_OUTAGE -> world.sinkOutage(dice.between(Duration.ofSeconds(1), longestOutage));
      case SPLIT -> world.stream().split(true);
      case STREAM_REPLACED ->
          world.replaceStream(dice.between(Duration.ofSeconds(1), Duration.ofHours(3)));
      default -> throw new IllegalArgumentException(fault.name());
    }
  }

  private void pause(Worker worker, Duration duration) {
    boolean clockToo = world.dice().chance(0.5);
    if (clockToo) {
      world.faults().add(Fault.CLOCK_STOPPED);
    }
    worker.pause(duration, clockToo);
  }

  /** All, mostly: what happens to one alone, another makes up for. */
  private List<Worker> some() {
    return world.dice().chance(0.7) ? workers : List.of(world.dice().oneOf(workers));
  }

  private Duration moreThanRetention() {
    return RETENTION_AND_SOME.plus(
        world.dice().between(Duration.ofMinutes(1), Duration.ofHours(20)));
  }
}
