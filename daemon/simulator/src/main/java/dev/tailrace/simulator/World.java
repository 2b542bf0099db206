package dev.tailrace.simulator;

import dev.tailrace.item.Item;
import dev.tailrace.sink.Change;
import dev.tailrace.sink.Origin;
import dev.tailrace.sink.ShardRef;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Everything outside the process: the table, its streams, its exports and the warehouse. */
final class World {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00.317Z");

  private static final int HOT_KEYS = 24;

  private final Dice dice;
  private final Scheduler scheduler = new Scheduler(START);
  private final FaultCounts faults = new FaultCounts();
  private final Trace trace;
  private final ModelTable table = new ModelTable();
  private final ModelExports exports;
  private final ModelSink sink;
  private final ModelLeases leases;
  private final Map<String, ModelStream> streams = new LinkedHashMap<>();
  private final int keys;
  private final int leaseTempo;
  private final Stretches stretches;
  private ModelStream stream;
  private boolean writing = true;
  private Instant sinkBackAt = Instant.MIN;

  World(long seed, Parts parts, int tracedLines) {
    this.trace = new Trace(scheduler, tracedLines);
    this.dice = new Dice(seed);
    this.keys = dice.chance(0.15) ? dice.between(60, 300) : dice.between(2, 24);
    this.leaseTempo = dice.chance(0.2) ? 0 : dice.between(1, 2);
    this.stretches = Stretches.rolled(dice);
    this.exports = new ModelExports(table, dice, scheduler, faults);
    this.sink = parts.sink().apply(table);
    this.leases = parts.leases().get();
    this.stream = newStream();
    int items = dice.between(0, 2 * keys);
    for (int i = 0; i < items; i++) {
      write();
    }
    scheduler.after(Duration.ofSeconds(1), this::writeOn);
  }

  private ModelStream newStream() {
    String arn = "arn:stream/" + (streams.size() + 1);
    ModelStream made = new ModelStream(arn, dice.between(1, 3), stretches, dice, scheduler, faults);
    streams.put(arn, made);
    return made;
  }

  private void writeOn() {
    if (!writing) {
      return;
    }
    int burst = dice.chance(0.1) ? dice.between(5, 60) : 1;
    for (int i = 0; i < burst; i++) {
      scheduler.after(Duration.ofMillis(25L * i), this::write);
    }
    scheduler.after(dice.between(Duration.ofMillis(50), Duration.ofMinutes(20)), this::writeOn);
  }

  private void write() {
    if (!writing) {
      return;
    }
    // Of many keys most stay as they are for long, so what is lost of them stays lost.
    boolean hot = keys > HOT_KEYS && dice.chance(0.6);
    int number = dice.between(0, hot ? HOT_KEYS - 1 : keys - 1);
    String key = "k" + number;
    boolean delete = table.holds(key) && dice.chance(0.3);
    Write write = table.write(key, delete, scheduler.now());
    if (stream.isEnabled()) {
      int bucket = number * ModelStream.BUCKETS / keys;
      stream.append(change(write, stream.leaf(bucket).ref()), bucket);
    }
    trace.note("writer", write::toString);
  }

  private Change change(Write write, ShardRef shard) {
    Instant committedAt = write.at().truncatedTo(ChronoUnit.SECONDS);
    Origin origin = new Origin(shard, write.sequence(), committedAt);
    return write
        .item()
        .<Change>map(json -> new Change.Upsert(table.key(write.key()), Item.of(json), origin))
        .orElseGet(
            () ->
                new Change.Delete(
                    table.key(write.key()), table.keyItem(write.key()), origin, dice.chance(0.2)));
  }

  /** Turns the stream off; a new one is on after {@code pause}. */
  void replaceStream(Duration pause) {
    if (stream.isEnabled()) {
      stream.disable();
      scheduler.after(pause, () -> stream = newStream());
    }
  }

  void stopWriting() {
    writing = false;
  }

  void sinkOutage(Duration duration) {
    sinkBackAt = scheduler.now().plus(duration);
  }

  void endSinkOutage() {
    sinkBackAt = Instant.MIN;
  }

  boolean isSinkAway() {
    return scheduler.now().isBefore(sinkBackAt);
  }

  /** Whether the live table holds what the source holds, and nothing else. */
  boolean isEqual() {
    return sink.liveExists() && live().equals(source());
  }

  Map<String, String> source() {
    Map<String, String> items = new TreeMap<>();
    table
        .lastWrites(scheduler.now())
        .forEach((key, write) -> write.item().ifPresent(json -> items.put(key, json)));
    return items;
  }

  Map<String, String> live() {
    Map<String, String> items = new TreeMap<>();
    sink.live().forEach((key, row) -> row.item().ifPresent(json -> items.put(key, json)));
    return items;
  }

  Optional<ModelShard> shard(ShardRef ref) {
    return stream(ref.streamArn()).shard(ref);
  }

  ModelStream stream(String arn) {
    ModelStream found = streams.get(arn);
    if (found == null) {
      throw new Violation("there was never a stream " + arn);
    }
    return found;
  }

  /** The stream that DescribeTable names. */
  ModelStream stream() {
    return stream;
  }

  List<String> trace() {
    return trace.lines();
  }

  void note(String who, java.util.function.Supplier<String> what) {
    trace.note(who, what);
  }

  /** Whether a reader may know, from empty pages that go on for a while, where the tip is. */
  boolean showsTips() {
    return stretches.areShort();
  }

  /** 0 for leases that are handed over fast, up to 2 for slow ones. */
  int leaseTempo() {
    return leaseTempo;
  }

  Dice dice() {
    return dice;
  }

  Scheduler scheduler() {
    return scheduler;
  }

  FaultCounts faults() {
    return faults;
  }

  ModelTable table() {
    return table;
  }

  ModelExports exports() {
    return exports;
  }

  ModelLeases leases() {
    return leases;
  }

  ModelSink sink() {
    return sink;
  }
}
