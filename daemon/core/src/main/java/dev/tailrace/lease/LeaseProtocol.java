package dev.tailrace.lease;

import dev.tailrace.core.Ownership;
import dev.tailrace.core.Wants;
import dev.tailrace.sink.ShardRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps this worker's leases. Works in rounds: beat, look, then take, give back and forget; a round
 * ends when all its calls are answered, so that what was seen is never older than what was done.
 *
 * <p>One beat serves all of a worker's leases. A beat keeps them, it never makes them: a lease that
 * another worker took, or that was given back, stays so. Deterministic and used by one thread, as
 * {@link dev.tailrace.core.TableProtocol}; the time that it is given is this worker's own and is
 * compared with nobody else's.
 */
public final class LeaseProtocol {
  /** By how much sooner a round begins when there is something new to do. */
  private static final int ASKED_SOONER = 8;

  private final LeaseSettings settings;
  private final Workers workers;
  private final Map<String, Wants> wants = new LinkedHashMap<>();
  private final Map<Unit, Long> held = new LinkedHashMap<>();
  private final Map<String, Ownership.Leased> told = new LinkedHashMap<>();
  private final Map<Unit, Instant> freeSince = new LinkedHashMap<>();
  private final Set<LeaseCommand> underWay = new LinkedHashSet<>();
  private Optional<LeaseTable> seen = Optional.empty();
  private boolean asked;
  private long beat;
  private Instant roundAt = Instant.MIN;
  private Instant aliveUntil = Instant.MIN;
  private int failures;
  private boolean stopping;
  private boolean left;

  /** A worker that has no lease yet. */
  public LeaseProtocol(LeaseSettings settings) {
    this.settings = settings;
    this.workers = new Workers(settings);
  }

  /** Takes an event and tells what to do, in order. */
  public List<LeaseCommand> on(LeaseEvent event, Instant now) {
    List<LeaseCommand> out = new ArrayList<>();
    if (left) {
      return out;
    }
    // Who stands still for long is dead to the others, whatever it has not noticed.
    loseAllIfLate(now);
    take(event, now, out);
    advance(now, out);
    grant(out);
    return out;
  }

  private boolean isAlive(Instant now) {
    return !now.isAfter(aliveUntil);
  }

  private void loseAllIfLate(Instant now) {
    if (!held.isEmpty() && !isAlive(now)) {
      held.clear();
      workers.forgetWhatWasSeen();
    }
  }

  private void take(LeaseEvent event, Instant now, List<LeaseCommand> out) {
    switch (event) {
      case LeaseEvent.Woke e -> {}
      case LeaseEvent.Wanted e -> {
        wants.put(e.table(), e.wants());
        // What is free is taken at once where nobody else could know of it.
        asked = true;
      }
      case LeaseEvent.TableEnded e -> {
        wants.remove(e.table());
        told.remove(e.table());
        asked = true;
      }
      case LeaseEvent.StopRequested e -> {
        stopping = true;
        asked = true;
      }
      case LeaseEvent.Seen e -> {
        underWay.removeIf(c -> c instanceof LeaseCommand.Look);
        failures = 0;
        seen = Optional.of(e.table());
        workers.seen(e.table().workers(), now);
        if (isAlive(now)) {
          keepWhatIsStillMine(e.table());
        }
      }
      case LeaseEvent.Taken e -> {
        underWay.removeIf(c -> c instanceof LeaseCommand.Take t && t.unit().equals(e.unit()));
        if (isAlive(now)) {
          held.put(e.unit(), e.epoch());
        }
      }
      case LeaseEvent.Done e -> done(e.command());
      case LeaseEvent.Failed e -> failed(e, out);
    }
  }

  private void done(LeaseCommand command) {
    underWay.remove(command);
    if (command instanceof LeaseCommand.Leave) {
      left = true;
    }
    if (command instanceof LeaseCommand.Beat) {
      // Counted from when the round began: the beat may have been seen at once.
      aliveUntil = roundAt.plus(settings.expiry());
    }
  }

  private void failed(LeaseEvent.Failed event, List<LeaseCommand> out) {
    underWay.remove(event.command());
    if (event.command() instanceof LeaseCommand.Leave) {
      left = true;
    }
    boolean needed =
        event.command() instanceof LeaseCommand.Beat
            || event.command() instanceof LeaseCommand.Look;
    if (needed) {
      failures++;
      if (failures == 3) {
        out.add(new LeaseCommand.Warn("the lease table: " + event.message()));
      }
    }
  }

  /** A lease that this worker took without hearing of it is its own too. */
  private void keepWhatIsStillMine(LeaseTable table) {
    Map<String, Long> mine = new LinkedHashMap<>();
    for (LeaseTable.Lease lease : table.leases()) {
      if (lease.owner().filter(settings.worker()::equals).isPresent()) {
        mine.put(lease.unit(), lease.epoch());
      }
    }
    held.entrySet().removeIf(e -> !e.getValue().equals(mine.get(e.getKey().key())));
    for (Unit unit : units()) {
      Long epoch = mine.get(unit.key());
      if (epoch != null) {
        held.put(unit, epoch);
      }
    }
  }

  private List<Unit> units() {
    List<Unit> units = new ArrayList<>(spread());
    wants.forEach((table, want) -> units.addAll(files(table, want)));
    return units;
  }

  private List<Unit> spread() {
    List<Unit> units = new ArrayList<>();
    wants.forEach(
        (table, want) -> {
          units.add(new Unit.Life(table));
          want.shards().keySet().forEach(shard -> units.add(new Unit.Shard(table, shard)));
        });
    return units;
  }

  private static List<Unit> files(String table, Wants want) {
    return want.files().stream().<Unit>map(file -> new Unit.DataFile(table, file)).toList();
  }

  private void advance(Instant now, List<LeaseCommand> out) {
    if (!underWay.isEmpty()) {
      return;
    }
    if (stopping && wants.isEmpty() && held.isEmpty()) {
      call(new LeaseCommand.Leave(), out);
    } else if (seen.isPresent() && isAlive(now)) {
      LeaseTable table = seen.get();
      seen = Optional.empty();
      act(table, now, out);
    }
    if (!underWay.isEmpty()) {
      return;
    }
    if (!now.isBefore(nextRound())) {
      asked = false;
      seen = Optional.empty();
      roundAt = now;
      beat++;
      call(new LeaseCommand.Beat(beat), out);
      call(new LeaseCommand.Look(), out);
    }
  }

  private Instant nextRound() {
    if (roundAt.equals(Instant.MIN)) {
      return roundAt;
    }
    if (failures > 0) {
      return roundAt.plus(pause());
    }
    return roundAt.plus(asked ? settings.period().dividedBy(ASKED_SOONER) : settings.period());
  }

  private Duration pause() {
    return settings.period().dividedBy(2).multipliedBy(Math.min(4, failures));
  }

  private void call(LeaseCommand command, List<LeaseCommand> out) {
    underWay.add(command);
    out.add(command);
  }

  private void act(LeaseTable table, Instant now, List<LeaseCommand> out) {
    Set<Unit> wanted = new LinkedHashSet<>(units());
    leaveWhatIsNotWanted(table, wanted, out);
    if (stopping) {
      return;
    }
    Share share = new Share(settings, workers, table, freeSince, now);
    held.forEach((unit, epoch) -> takeAgainIfFenced(share.choice(unit), epoch, out));
    share.ofSpread(spread()).forEach(choice -> take(choice, out));
    wants.forEach(
        (name, want) -> {
          share.ofFiles(files(name, want)).forEach(choice -> take(choice, out));
          Unit life = new Unit.Life(name);
          if (want.lifeUrgent() && !share.isMine(life)) {
            take(share.choice(life), out);
          }
        });
    workers.longDead(now).forEach(worker -> call(new LeaseCommand.Bury(worker), out));
  }

  /** A table that goes on has done what it no longer wants; one that ended leaves it to others. */
  private void leaveWhatIsNotWanted(LeaseTable table, Set<Unit> wanted, List<LeaseCommand> out) {
    Set<String> done = new LinkedHashSet<>();
    for (Unit unit : List.copyOf(held.keySet())) {
      if (!wanted.contains(unit)) {
        held.remove(unit);
        if (wants.containsKey(unit.table())) {
          done.add(unit.key());
        }
      }
    }
    Set<String> kept = new LinkedHashSet<>();
    wanted.forEach(unit -> kept.add(unit.key()));
    for (LeaseTable.Lease lease : table.leases()) {
      String unit = lease.unit();
      if (lease.owner().filter(settings.worker()::equals).isPresent() && !kept.contains(unit)) {
        call(
            done.contains(unit)
                ? new LeaseCommand.Forget(unit, lease.epoch())
                : new LeaseCommand.GiveBack(unit, lease.epoch()),
            out);
      }
    }
  }

  /** The sink knows a higher epoch: the lease table was lost, and what it had forgotten. */
  private void takeAgainIfFenced(Share.Choice choice, long epoch, List<LeaseCommand> out) {
    if (epoch < stored(choice)) {
      take(choice, out);
    }
  }

  private void take(Share.Choice choice, List<LeaseCommand> out) {
    boolean asks =
        underWay.stream()
            .anyMatch(c -> c instanceof LeaseCommand.Take t && t.unit().equals(choice.unit()));
    if (!asks) {
      // The sink may remember a higher epoch than the lease table does.
      long known = Math.max(choice.seen().map(LeaseTable.Lease::epoch).orElse(0L), stored(choice));
      call(new LeaseCommand.Take(choice.unit(), choice.seen(), known + 1), out);
    }
  }

  private long stored(Share.Choice choice) {
    Wants want = wants.get(choice.unit().table());
    if (want == null) {
      return 0;
    }
    return switch (choice.unit()) {
      case Unit.Life unit -> want.lifeEpoch();
      case Unit.Shard unit -> want.shards().getOrDefault(unit.shard(), 0L);
      case Unit.DataFile unit -> 0;
    };
  }

  private void grant(List<LeaseCommand> out) {
    if (left) {
      out.add(new LeaseCommand.Left());
      return;
    }
    for (String table : wants.keySet()) {
      Ownership.Leased now = owned(table);
      if (!now.equals(told.getOrDefault(table, Ownership.Leased.NOTHING))) {
        told.put(table, now);
        out.add(new LeaseCommand.Grant(table, now));
      }
    }
  }

  private Ownership.Leased owned(String table) {
    Optional<Long> life = Optional.ofNullable(held.get(new Unit.Life(table)));
    Map<ShardRef, Long> shards = new LinkedHashMap<>();
    Set<String> files = new LinkedHashSet<>();
    held.forEach(
        (unit, epoch) -> {
          if (unit.table().equals(table)) {
            switch (unit) {
              case Unit.Life u -> {}
              case Unit.Shard u -> shards.put(u.shard(), epoch);
              case Unit.DataFile u -> files.add(u.file());
            }
          }
        });
    return new Ownership.Leased(life, shards, files);
  }

  /** When {@link LeaseEvent.Woke} is wanted at the latest, if nothing else happens before. */
  public Instant nextWake() {
    if (left || !underWay.isEmpty()) {
      return left ? Instant.MAX : aliveUntilOrLater();
    }
    return nextRound();
  }

  private Instant aliveUntilOrLater() {
    return held.isEmpty() ? Instant.MAX : aliveUntil.plusMillis(1);
  }
}
