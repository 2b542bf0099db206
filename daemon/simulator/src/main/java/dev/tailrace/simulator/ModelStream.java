package dev.tailrace.simulator;

import dev.tailrace.core.Failure;
import dev.tailrace.core.Page;
import dev.tailrace.core.Shard;
import dev.tailrace.sink.Change;
import dev.tailrace.sink.Position;
import dev.tailrace.sink.SequenceNumber;
import dev.tailrace.sink.ShardRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One stream of the table, until it is turned off.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html">DynamoDB
 *     Streams</a>
 */
final class ModelStream {
  static final int BUCKETS = 64;
  private static final Duration ITERATOR_LIFE = Duration.ofMinutes(15);

  private final String arn;
  private final Dice dice;
  private final Scheduler scheduler;
  private final FaultCounts faults;
  private final Stretches stretches;
  private final Map<String, ModelShard> shards = new LinkedHashMap<>();
  private boolean enabled = true;

  ModelStream(
      String arn,
      int roots,
      Stretches stretches,
      Dice dice,
      Scheduler scheduler,
      FaultCounts faults) {
    this.arn = arn;
    this.stretches = stretches;
    this.dice = dice;
    this.scheduler = scheduler;
    this.faults = faults;
    for (int i = 0; i < roots; i++) {
      add(Optional.empty(), i * BUCKETS / roots, (i + 1) * BUCKETS / roots, scheduler.now());
    }
  }

  private void add(Optional<String> parent, int low, int high, Instant listedFrom) {
    String id = "shardId-%05d".formatted(shards.size());
    shards.put(id, new ModelShard(new ShardRef(arn, id), parent, low, high, listedFrom));
  }

  String arn() {
    return arn;
  }

  void append(Change change, int bucket) {
    leaf(bucket).append(change, scheduler.now());
  }

  /** The shard that takes the bucket's records now. */
  ModelShard leaf(int bucket) {
    return shards.values().stream().filter(s -> s.takes(bucket)).findFirst().orElseThrow();
  }

  /** Closes a shard and opens one or two in its place, which may be listed later. */
  void split(boolean mayBeListedLate) {
    List<ModelShard> open = shards.values().stream().filter(ModelShard::isOpen).toList();
    if (open.isEmpty()) {
      return;
    }
    faults.add(Fault.SPLIT);
    ModelShard parent = dice.oneOf(open);
    parent.close(scheduler.now());
    Optional<String> id = Optional.of(parent.ref().shardId());
    int middle = (parent.lowBucket() + parent.highBucket()) / 2;
    if (middle == parent.lowBucket() || open.size() > 8 || dice.chance(0.5)) {
      add(id, parent.lowBucket(), parent.highBucket(), listedFrom(mayBeListedLate));
    } else {
      Instant listedFrom = listedFrom(mayBeListedLate);
      add(id, parent.lowBucket(), middle, listedFrom);
      add(id, middle, parent.highBucket(), listedFrom);
    }
  }

  private Instant listedFrom(boolean mayBeListedLate) {
    if (mayBeListedLate && dice.chance(0.4)) {
      faults.add(Fault.LISTED_LATE);
      return scheduler.now().plus(dice.between(Duration.ofSeconds(1), Duration.ofSeconds(90)));
    }
    return scheduler.now();
  }

  /** Turns the stream off: its shards are closed, and stay readable for a day. */
  void disable() {
    enabled = false;
    shards.values().stream().filter(ModelShard::isOpen).forEach(s -> s.close(scheduler.now()));
  }

  boolean isEnabled() {
    return enabled;
  }

  /** Every page of the listing, in no order that means anything. */
  List<Shard> list() {
    List<Shard> listing = new ArrayList<>();
    for (ModelShard shard : shards.values()) {
      if (shard.isListed(scheduler.now())) {
        Shard listed = new Shard(shard.ref(), shard.parent(), !shard.isOpen());
        listing.add(dice.between(0, listing.size()), listed);
      }
    }
    return listing;
  }

  Optional<ModelShard> shard(ShardRef ref) {
    return ref.streamArn().equals(arn)
        ? Optional.ofNullable(shards.get(ref.shardId()))
        : Optional.empty();
  }

  /** An iterator: the next record's index, when it was made, empty pages so far and since when. */
  String open(ShardRef ref, Position from) {
    ModelShard shard = present(ref);
    int index = shard.indexAfter(from, scheduler.now());
    if (from instanceof Position.After
        && index <= shard.trimmed(scheduler.now()) - (index > 0 ? 0 : 1)) {
      throw trimmed(ref);
    }
    return iterator(index, 0, scheduler.now());
  }

  private String iterator(int index, int emptyPages, Instant emptySince) {
    return "%d|%d|%d|%d"
        .formatted(index, scheduler.now().toEpochMilli(), emptyPages, emptySince.toEpochMilli());
  }

  private ModelShard present(ShardRef ref) {
    return shard(ref).filter(s -> !s.isGone(scheduler.now())).orElseThrow(() -> trimmed(ref));
  }

  private CallFailed trimmed(ShardRef ref) {
    faults.add(Fault.TRIMMED);
    return new CallFailed(Failure.Kind.POSITION_LOST, "records of " + ref + " were trimmed");
  }

  Page read(ShardRef ref, String iterator) {
    ModelShard shard = present(ref);
    String[] parts = iterator.split("\\|", -1);
    int index = Integer.parseInt(parts[0]);
    Instant made = Instant.ofEpochMilli(Long.parseLong(parts[1]));
    int emptyPages = Integer.parseInt(parts[2]);
    Instant emptySince =
        emptyPages == 0 ? scheduler.now() : Instant.ofEpochMilli(Long.parseLong(parts[3]));
    if (made.plus(ITERATOR_LIFE).isBefore(scheduler.now())) {
      faults.add(Fault.ITERATOR_EXPIRED);
      throw new CallFailed(Failure.Kind.ITERATOR_EXPIRED, "the iterator is too old");
    }
    if (index < shard.trimmed(scheduler.now())) {
      throw trimmed(ref);
    }
    int available = shard.entries().size() - index;
    boolean passing =
        available > 0 && stretches.isEmpty(emptyPages, emptySince, scheduler.now(), dice);
    if (passing && emptyPages > 1) {
      faults.add(Fault.MANY_EMPTY_PAGES);
    }
    boolean empty = available == 0 || passing;
    int taken = empty ? 0 : Math.min(available, dice.between(1, 40));
    List<Change> changes =
        shard.entries().subList(index, index + taken).stream()
            .map(ModelShard.Entry::change)
            .toList();
    boolean ends = !shard.isOpen() && taken == available && dice.chance(0.6);
    Optional<SequenceNumber> last =
        changes.isEmpty()
            ? Optional.empty()
            : Optional.of(changes.get(changes.size() - 1).origin().sequence());
    return new Page(
        changes,
        last,
        ends
            ? Optional.empty()
            : Optional.of(iterator(index + taken, empty ? emptyPages + 1 : 0, emptySince)));
  }
}
