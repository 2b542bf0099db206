package dev.tailrace.lease;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which units this worker takes next: free ones up to an even share, and one of the busiest
 * worker's when there are too few.
 */
final class Share {
  private final LeaseSettings settings;
  private final Workers workers;
  private final Map<String, LeaseTable.Lease> leases = new LinkedHashMap<>();
  private final Map<Unit, Instant> freeSince;
  private final Instant now;

  /**
   * Over what the table says now.
   *
   * @param freeSince since when this worker has seen units free; kept from round to round
   */
  Share(
      LeaseSettings settings,
      Workers workers,
      LeaseTable table,
      Map<Unit, Instant> freeSince,
      Instant now) {
    this.freeSince = freeSince;
    this.settings = settings;
    this.workers = workers;
    this.now = now;
    table.leases().forEach(lease -> leases.put(lease.unit(), lease));
  }

  /** A unit to take, and its lease as it is. */
  record Choice(Unit unit, Optional<LeaseTable.Lease> seen) {}

  Optional<LeaseTable.Lease> lease(Unit unit) {
    return Optional.ofNullable(leases.get(unit.key()));
  }

  /** Who does the unit, as long as that worker lives. */
  Optional<String> owner(Unit unit) {
    return lease(unit).flatMap(LeaseTable.Lease::owner).filter(o -> workers.lives(o, now));
  }

  boolean isMine(Unit unit) {
    return owner(unit).filter(settings.worker()::equals).isPresent();
  }

  /** Of lives and shards: which to take now. */
  List<Choice> ofSpread(List<Unit> wanted) {
    Map<String, List<Unit>> byOwner = new LinkedHashMap<>();
    Set<String> living = workers.living(now);
    living.forEach(worker -> byOwner.put(worker, new ArrayList<>()));
    List<Unit> free = new ArrayList<>();
    for (Unit unit : wanted) {
      Optional<String> owner = owner(unit);
      owner.ifPresentOrElse(
          o -> byOwner.computeIfAbsent(o, w -> new ArrayList<>()).add(unit), () -> free.add(unit));
    }
    int held = byOwner.getOrDefault(settings.worker(), List.of()).size();
    int most = (wanted.size() + living.size() - 1) / living.size();
    free.sort(Comparator.comparing(this::preference));
    freeSince.keySet().retainAll(free);
    free.forEach(unit -> freeSince.putIfAbsent(unit, now));
    List<Choice> choices = new ArrayList<>();
    free.stream().limit(Math.max(0, most - held)).forEach(unit -> choices.add(choice(unit)));
    // What nobody takes although its share is not full: it may not know of it.
    free.stream()
        .skip(choices.size())
        .filter(unit -> isLeft(freeSince.getOrDefault(unit, now)))
        .forEach(unit -> choices.add(choice(unit)));
    if (choices.isEmpty() && free.isEmpty()) {
      steal(byOwner, held).ifPresent(choices::add);
    }
    return choices;
  }

  private boolean isLeft(Instant since) {
    return Duration.between(since, now).compareTo(settings.expiry()) > 0;
  }

  /** One a round: so the workers approach an even share without taking from each other in turns. */
  private Optional<Choice> steal(Map<String, List<Unit>> byOwner, int held) {
    return byOwner.values().stream()
        .max(Comparator.comparingInt(List::size))
        .filter(most -> most.size() >= held + 2)
        .flatMap(most -> most.stream().min(Comparator.comparing(this::preference)))
        .map(this::choice);
  }

  /** Of one table's data files. */
  List<Choice> ofFiles(List<Unit> wanted) {
    long held = wanted.stream().filter(this::isMine).count();
    return wanted.stream()
        .filter(unit -> owner(unit).isEmpty())
        .sorted(Comparator.comparing(this::preference))
        .limit(Math.max(0, settings.filesAtOnce() - held))
        .map(this::choice)
        .toList();
  }

  Choice choice(Unit unit) {
    return new Choice(unit, lease(unit));
  }

  /** Another order for each worker, so that they don't all go for the same. */
  private Integer preference(Unit unit) {
    int mixed = (unit.key().hashCode() * 31 + settings.worker().hashCode()) * 0x9E3779B9;
    return mixed ^ (mixed >>> 15);
  }
}
