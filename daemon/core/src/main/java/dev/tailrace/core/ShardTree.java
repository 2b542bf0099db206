package dev.tailrace.core;

import dev.tailrace.sink.Checkpoint;
import dev.tailrace.sink.Position;
import dev.tailrace.sink.ShardRef;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One stream's shards, as listed and as stored, and which of them may be read.
 *
 * <p>A shard may be read once its parent's end is committed in the sink. It is read from its oldest
 * record, unless the sink has a position for it. An anchor stores a position for every shard that
 * is there, so each shard that comes later descends from one that is stored: while the link between
 * them is not listed, it waits, and when the link does not appear it was trimmed unread. What is
 * stored of a finished shard outlives its listing, so that it is never read again.
 */
final class ShardTree {
  /** How much later than a child its parent may be listed. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Map<ShardRef, ShardReading> shards = new LinkedHashMap<>();
  private final Map<ShardRef, Checkpoint> stored = new LinkedHashMap<>();
  private final Set<ShardRef> parents = new HashSet<>();
  private String streamArn = "";
  private final Set<ShardRef> present = new HashSet<>();
  private final Set<ShardRef> storedBeforeListing = new HashSet<>();

  /** What was known of the shards before it was started over. */
  private final Map<ShardRef, ShardReading> before = new HashMap<>();

  /** What was stored when the last listing for an anchor was asked for. */
  private final Set<ShardRef> storedBeforeAnchor = new HashSet<>();

  private boolean listed;
  private boolean enabled = true;

  void restore(String arn, List<Checkpoint> checkpoints) {
    streamArn = arn;
    before.putAll(shards);
    before.keySet().removeIf(ref -> !ref.streamArn().equals(arn));
    shards.clear();
    parents.clear();
    stored.clear();
    storedBeforeListing.clear();
    listed = false;
    enabled = true;
    checkpoints.forEach(this::store);
  }

  void store(Checkpoint checkpoint) {
    stored.put(checkpoint.shard(), checkpoint);
  }

  Map<ShardRef, Checkpoint> stored() {
    return stored;
  }

  Collection<ShardReading> all() {
    return shards.values();
  }

  Optional<ShardReading> find(ShardRef ref) {
    return Optional.ofNullable(shards.get(ref));
  }

  /** Whether the stream took records when it was listed last. */
  boolean isEnabled() {
    return enabled;
  }

  boolean isListed() {
    return listed;
  }

  /** A listing made from now on is needed. */
  void forgetListing() {
    listed = false;
  }

  /** A listing is asked for: what is stored by now must be in it, or is gone. */
  void listingIsAskedFor() {
    storedBeforeListing.clear();
    stored.keySet().stream()
        .filter(ref -> ref.streamArn().equals(streamArn))
        .forEach(storedBeforeListing::add);
  }

  /** A listing for an anchor was answered. */
  void listedForAnchor() {
    storedBeforeAnchor.clear();
    storedBeforeAnchor.addAll(storedBeforeListing);
  }

  /**
   * Stored shards of a stream that another worker has made known since the last listing for an
   * anchor was asked for. They are not gone because they are not in it.
   */
  Set<ShardRef> newerThanAnchorsListing(String arn) {
    Set<ShardRef> newer = new HashSet<>(stored.keySet());
    newer.removeIf(ref -> !ref.streamArn().equals(arn) || storedBeforeAnchor.contains(ref));
    return newer;
  }

  /**
   * Takes a complete listing.
   *
   * @return the shards that were not known
   */
  List<ShardReading> listed(Event.ShardsListed event, Instant now) {
    List<Shard> listing = event.shards();
    List<ShardReading> added =
        listing.stream()
            .filter(shard -> !shards.containsKey(shard.ref()))
            .map(s -> new ShardReading(s, Optional.ofNullable(stored.get(s.ref())), now))
            .toList();
    for (ShardReading shard : added) {
      shards.put(shard.ref(), shard);
      Optional.ofNullable(before.get(shard.ref())).ifPresent(shard::resume);
    }
    before.clear();
    listing.forEach(shard -> parentOf(shard).ifPresent(parents::add));
    present.clear();
    listing.forEach(shard -> present.add(shard.ref()));
    listed = true;
    enabled = event.enabled();
    listing.forEach(shard -> find(shard.ref()).ifPresent(s -> listed(s, shard, event.listedAt())));
    skipAncestors();
    return added;
  }

  private static void listed(ShardReading reading, Shard shard, Instant at) {
    reading.shard = shard;
    if (!shard.closed()) {
      reading.seenOpenAt = Optional.of(at);
    }
  }

  /** What was lost, if anything: a shard that is gone, or one that was never listed at all. */
  Optional<String> lost(Instant now) {
    return storedBeforeListing.stream()
        .filter(ref -> !present.contains(ref))
        .filter(ref -> !isStoredFinished(ref))
        .findFirst()
        .map(ref -> "shard %s is gone and was not read to its end".formatted(ref.shardId()))
        .or(() -> orphan(now));
  }

  private boolean isStoredFinished(ShardRef ref) {
    return Optional.ofNullable(stored.get(ref))
        .filter(c -> c.position() instanceof Position.Finished)
        .isPresent();
  }

  private Optional<String> orphan(Instant now) {
    return shards.values().stream()
        .filter(s -> isOrphan(s) && s.knownSince.plus(PATIENCE).isBefore(now))
        .map(s -> "the parent of shard %s is gone and was not read".formatted(s.ref().shardId()))
        .findFirst();
  }

  private boolean isOrphan(ShardReading shard) {
    return shard.state == ShardReading.State.BLOCKED
        && shard.stored.isEmpty()
        && parentOf(shard.shard)
            .filter(p -> shards.containsKey(p) || stored.containsKey(p))
            .isEmpty();
  }

  static Optional<ShardRef> parentOf(Shard shard) {
    return shard.parent().map(id -> new ShardRef(shard.ref().streamArn(), id));
  }

  /** Shards whose children were there at the anchor are older than it, however late they appear. */
  private void skipAncestors() {
    boolean found = true;
    while (found) {
      Set<ShardRef> older = new HashSet<>();
      for (ShardReading shard : shards.values()) {
        if (shard.stored.isPresent() || shard.state == ShardReading.State.FINISHED) {
          parentOf(shard.shard).ifPresent(older::add);
        }
      }
      found = false;
      for (ShardReading shard : shards.values()) {
        if (shard.state == ShardReading.State.BLOCKED
            && shard.stored.isEmpty()
            && older.contains(shard.ref())) {
          shard.state = ShardReading.State.FINISHED;
          found = true;
        }
      }
    }
  }

  /** Lets the shards be read whose parents' ends are committed; returns them. */
  List<ShardReading> unblock() {
    List<ShardReading> free =
        shards.values().stream()
            .filter(s -> s.state == ShardReading.State.BLOCKED && !waitsForParent(s))
            .toList();
    for (ShardReading shard : free) {
      shard.state = ShardReading.State.CLOSED_ITERATOR;
      if (shard.completeUntil.isEmpty()) {
        shard.completeUntil =
            parentOf(shard.shard)
                .flatMap(p -> Optional.ofNullable(stored.get(p)))
                .flatMap(Checkpoint::completeUntil);
      }
    }
    return free;
  }

  private boolean waitsForParent(ShardReading shard) {
    Optional<ShardRef> parentRef = parentOf(shard.shard);
    if (parentRef.isEmpty()) {
      return shard.stored.isEmpty();
    }
    ShardReading parent = shards.get(parentRef.get());
    if (parent != null) {
      return parent.state != ShardReading.State.FINISHED;
    }
    Checkpoint position = stored.get(parentRef.get());
    return position == null
        ? shard.stored.isEmpty()
        : !(position.position() instanceof Position.Finished);
  }

  /** Whether a shard waits for the end of one that another worker reads, which is near. */
  boolean waitsForAnotherWorker() {
    return shards.values().stream()
        .filter(s -> s.state == ShardReading.State.BLOCKED)
        .flatMap(s -> parentOf(s.shard).flatMap(this::find).stream())
        .anyMatch(p -> !p.isOurs() && p.shard.closed() && p.state != ShardReading.State.FINISHED);
  }

  /**
   * Whether a shard is finished and its children are known, or it is so old that it is no longer
   * listed: then they are stored, or missed.
   */
  boolean hasChildren(ShardReading shard) {
    return shard.state == ShardReading.State.FINISHED
        && (parents.contains(shard.ref()) || !present.contains(shard.ref()));
  }

  /** Whether all that the stream had is committed. */
  boolean areFinished() {
    return listed && shards.values().stream().allMatch(s -> s.state == ShardReading.State.FINISHED);
  }
}
