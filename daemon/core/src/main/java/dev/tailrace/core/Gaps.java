package dev.tailrace.core;

import dev.tailrace.sink.Checkpoint;
import dev.tailrace.sink.ShardRef;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Changes that were lost before they were read: always told, and repaired by an incremental export
 * beside the live table, or by a new backfill while there is no live table.
 */
final class Gaps {
  /** A record's time may be this much earlier than its write: emulators cut it to the minute. */
  static final Duration MARGIN = Duration.ofMinutes(5);

  private final ProtocolSettings settings;
  private final Discovery discovery;
  private final ShardReadings shards;

  Gaps(ProtocolSettings settings, Discovery discovery, ShardReadings shards) {
    this.settings = settings;
    this.discovery = discovery;
    this.shards = shards;
  }

  /** Changes were lost if the position of what failed is gone. */
  void ifLost(Failure failure, Stored stored, List<Command> out) {
    if (failure.kind() == Failure.Kind.POSITION_LOST) {
      declare(failure.message(), stored, out);
    }
  }

  void declare(String what, Stored stored, List<Command> out) {
    if (stored.reads() && discovery.lost(what)) {
      String remedy =
          isRepair(stored)
              ? "an incremental export of what changed since %s repairs it"
                  .formatted(from(stored.life().orElseThrow()))
              : "the backfill begins again";
      out.add(
          new Command.Warn(
              "table %s: changes were lost, because %s; %s"
                  .formatted(settings.source().name(), what, remedy)));
    }
  }

  /** Whether there is a gap and a live table to repair. */
  boolean isRepair(Stored stored) {
    return discovery.gap().isPresent() && stored.life().filter(Life::isRepairable).isPresent();
  }

  String unrepairable(String why) {
    return "table %s: changes were lost, and no incremental export reaches back to them: %s. The table stays as it is until you ask for a new backfill: tailrace resync -c <config> %s"
        .formatted(settings.source().name(), why, settings.source().name());
  }

  /** The commit that begins anew, once there is a listing for it. */
  Optional<Committing.InFlight> anchor(LifeSteps steps, Stored stored, long epoch) {
    return discovery.anchorListing().map(listing -> anchor(steps, stored, epoch, listing));
  }

  private Committing.InFlight anchor(
      LifeSteps steps, Stored stored, long epoch, Event.ShardsListed listing) {
    Map<ShardRef, Checkpoint> known = new LinkedHashMap<>(shards.tree().stored());
    // What came after the listing stays as it is.
    known.keySet().removeAll(shards.tree().newerThanAnchorsListing(listing.streamArn()));
    if (!isRepair(stored)) {
      Life life =
          Life.anchored(
              stored, settings.source().identity(), listing.streamArn(), listing.listedAt());
      return steps.anchor(
          stored, epoch, life, Anchor.ofBackfill(known, listing, discovery.trimmed()));
    }
    // The listing's time is cut to the second.
    Instant until = listing.listedAt().plusSeconds(1);
    Instant from = from(stored.life().orElseThrow());
    Instant begins = from.isBefore(until) ? from : until;
    Repair repair = new Repair(begins, until, begins);
    Life life =
        Life.repairing(
            stored, settings.source().identity(), listing.streamArn(), listing.listedAt(), repair);
    return steps.anchor(stored, epoch, life, Anchor.ofRepair(known, listing, discovery.trimmed()));
  }

  /** From when on changes may be missing in the live table. */
  private Instant from(Life life) {
    Instant complete = life.completeUntil().orElseThrow();
    Instant known =
        Anchor.lastKnown(shards.tree().stored(), life.streamArn())
            .map(t -> t.minus(MARGIN))
            .filter(t -> t.isAfter(complete))
            .orElse(complete);
    // A repair that is under way has not reached the live table.
    return life.repair().map(Repair::since).filter(known::isAfter).orElse(known);
  }
}
