package dev.tailrace.core;

import dev.tailrace.sink.ShardRef;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * When the shards are listed, and what the listings tell beyond the shards: that a stream was
 * turned off, that another one is on, that changes were lost.
 */
final class Discovery {
  private final ProtocolSettings settings;
  private boolean underWay;
  private boolean forAnchor;

  /** Whether the listing under way was asked for before reading had to begin again. */
  private boolean outdated;

  private Instant dueAt = Instant.MIN;
  private int failures;
  private boolean enabled = true;
  private Optional<String> streamOff = Optional.empty();
  private Optional<Event.ShardsListed> anchorListing = Optional.empty();
  private Optional<String> gap = Optional.empty();
  private final Set<ShardRef> trimmed = new HashSet<>();

  Discovery(ProtocolSettings settings) {
    this.settings = settings;
  }

  /** The stored state was read anew: what was lost will be found again. */
  void restore() {
    forgetAnchor();
    gap = Optional.empty();
    trimmed.clear();
    dueAt = Instant.MIN;
  }

  /**
   * An anchor is stored, or another one is wanted: a listing made for an earlier one lacks shards
   * that are there by now, and would call them gone.
   */
  void forgetAnchor() {
    anchorListing = Optional.empty();
    outdated = underWay && forAnchor;
  }

  void wantAtOnce(Instant now) {
    dueAt = dueAt.isBefore(now) ? dueAt : now;
  }

  /** The call for a listing, if one is due. */
  Optional<Command> list(Stored stored, Instant now) {
    if (underWay || now.isBefore(dueAt)) {
      return Optional.empty();
    }
    underWay = true;
    outdated = false;
    forAnchor = needsAnchor(stored);
    Optional<String> stream = forAnchor ? Optional.empty() : stored.life().map(Life::streamArn);
    return Optional.of(new Command.ListShards(stream));
  }

  /** Whether reading has to begin anew: a new table, one that a person resynced, a gap. */
  boolean needsAnchor(Stored stored) {
    return stored.phase() == Phase.PREFLIGHT || gap.isPresent();
  }

  /** Takes a listing; true when it is one of the stream that is being read. */
  boolean listed(Event.ShardsListed event, boolean isPlannedTable, Instant now) {
    underWay = false;
    failures = 0;
    streamOff = Optional.empty();
    dueAt = now.plus(settings.discoveryPeriod());
    if (outdated) {
      dueAt = now;
      return false;
    }
    if (forAnchor) {
      // A stream that was just turned on may have no shard yet.
      anchorListing = Optional.of(event).filter(e -> isPlannedTable && !e.shards().isEmpty());
      return false;
    }
    enabled = event.enabled();
    return gap.isEmpty();
  }

  /** Every shard of the stream is read to its end: whether another one is on, or none. */
  Optional<String> streamEnded(Event.ShardsListed event) {
    if (event.enabled()) {
      return Optional.empty();
    }
    Optional<String> other = event.latestStreamArn().filter(arn -> !arn.equals(event.streamArn()));
    if (other.isEmpty()) {
      String table = settings.source().name();
      streamOff =
          Optional.of(
              "table %s: its stream is off; everything that it held is merged. Turn it on, and what changed meanwhile is taken from an incremental export: aws dynamodb update-table --table-name %s --stream-specification StreamEnabled=true,StreamViewType=NEW_AND_OLD_IMAGES"
                  .formatted(table, table));
    }
    return other.map(
        arn ->
            "its stream was turned off and on again: %s is now %s"
                .formatted(event.streamArn(), arn));
  }

  void failed(Failure failure, Instant now) {
    underWay = false;
    failures++;
    dueAt = now.plus(Backoff.after(failure, failures, settings.table()));
  }

  /** Changes were lost; returns whether that is news. */
  boolean lost(String what) {
    boolean news = gap.isEmpty();
    if (news) {
      gap = Optional.of(what);
      anchorListing = Optional.empty();
      dueAt = Instant.MIN;
    }
    return news;
  }

  /** Nothing can be done about the gap. */
  void gapIsBeyondRepair() {
    gap = Optional.empty();
    anchorListing = Optional.empty();
  }

  void trimmed(ShardRef shard) {
    trimmed.add(shard);
  }

  Set<ShardRef> trimmed() {
    return trimmed;
  }

  Optional<String> gap() {
    return gap;
  }

  boolean isEnabled() {
    return enabled;
  }

  Optional<Event.ShardsListed> anchorListing() {
    return anchorListing;
  }

  /** That the stream is off, so that no change arrives until a person turns it on. */
  Optional<String> streamOff() {
    return streamOff;
  }

  Instant dueAt() {
    return underWay ? Instant.MAX : dueAt;
  }
}
