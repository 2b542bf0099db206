package dev.tailrace.lease;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which workers live, judged by this worker's clock alone: a worker is dead when its beat has stood
 * still while this one watched for the time of expiry.
 */
final class Workers {
  /** Times the expiry, after which nobody waits for a dead worker. */
  private static final int UNTIL_BURIED = 20;

  private final LeaseSettings settings;
  private Map<String, Watched> watched = new LinkedHashMap<>();

  private record Watched(LeaseTable.Worker worker, Instant changedAt) {}

  Workers(LeaseSettings settings) {
    this.settings = settings;
  }

  /** Takes what the table says now. */
  void seen(List<LeaseTable.Worker> workers, Instant now) {
    Map<String, Watched> next = new LinkedHashMap<>();
    for (LeaseTable.Worker worker : workers) {
      Watched before = watched.getOrDefault(worker.id(), new Watched(worker, now));
      boolean same = before.worker().beat() == worker.beat();
      next.put(worker.id(), same ? before : new Watched(worker, now));
    }
    watched = next;
  }

  /** This worker stood still itself: it saw nobody's beats. */
  void forgetWhatWasSeen() {
    watched = new LinkedHashMap<>();
  }

  boolean lives(String worker, Instant now) {
    Watched one = watched.get(worker);
    return worker.equals(settings.worker()) || (one != null && livesStill(one, now));
  }

  private boolean livesStill(Watched one, Instant now) {
    return Duration.between(one.changedAt(), now).compareTo(settings.expiry()) < 0;
  }

  /** All that live, this worker among them. */
  Set<String> living(Instant now) {
    Set<String> living =
        watched.values().stream()
            .filter(one -> livesStill(one, now))
            .map(one -> one.worker().id())
            .collect(Collectors.toCollection(LinkedHashSet::new));
    living.add(settings.worker());
    return living;
  }

  List<LeaseTable.Worker> longDead(Instant now) {
    Duration longest = settings.expiry().multipliedBy(UNTIL_BURIED);
    return watched.values().stream()
        .filter(one -> !one.worker().id().equals(settings.worker()))
        .filter(one -> Duration.between(one.changedAt(), now).compareTo(longest) > 0)
        .map(Watched::worker)
        .toList();
  }
}
