package dev.tailrace.core;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.Item;
import dev.tailrace.item.ItemKey;
import dev.tailrace.item.KeySchema;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.Change;
import dev.tailrace.sink.DataFileLoad;
import dev.tailrace.sink.LoadOutcome;
import dev.tailrace.sink.Origin;
import dev.tailrace.sink.Position;
import dev.tailrace.sink.SequenceNumber;
import dev.tailrace.sink.ShardRef;
import dev.tailrace.sink.TableId;
import dev.tailrace.sink.TargetTable;
import dev.tailrace.testkit.Items;
import dev.tailrace.testkit.MemorySink;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;

/**
 * A table, its stream and its exports, held in maps, which answer a protocol's commands at once and
 * on a clock of their own. A test changes what is to go wrong.
 */
final class World {
  static final KeySchema KEY =
      new KeySchema(List.of(new KeySchema.KeyAttribute("pk", AttributeType.S)));
  static final String STREAM = "arn:stream/1";
  static final TableIdentity TABLE = new TableIdentity("arn:table", "1");
  static final TableId ID = new TableId("shop", "orders");
  static final TargetTable TARGET = new TargetTable("main", "orders", KEY);

  /** Far more than any test needs: time that stands still is a defect. */
  int mostCommands = 100_000;

  /** How long a batch may wait. */
  Duration flushInterval = Duration.ofSeconds(1);

  MemorySink sink;
  final Map<String, String> source = new LinkedHashMap<>();
  final Map<String, List<Change>> records = new LinkedHashMap<>();
  final List<Shard> listing = new ArrayList<>();
  private final Set<String> closed = new HashSet<>();
  final Map<String, Map<String, String>> exports = new LinkedHashMap<>();
  final List<Command> seen = new ArrayList<>();

  /** What a listing shows of the table itself. */
  SourceSeen seenSource = new SourceSeen(Optional.of(TABLE), false);

  Optional<Failure> listingFailure = Optional.empty();
  final Queue<Failure> commitFailures = new ArrayDeque<>();
  final Map<String, Failure> readFailures = new LinkedHashMap<>();
  private final Map<TableProtocol, Queue<Event>> underWay = new LinkedHashMap<>();
  Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private long sequence;

  /** The table's stream that is on: another one than {@link #STREAM} once that was turned off. */
  String streamThatIsOn = STREAM;

  World(MemorySink sink) {
    this.sink = sink;
  }

  static ShardRef shard(String id) {
    return new ShardRef(STREAM, id);
  }

  void list(String id, String parent, boolean closed) {
    if (closed) {
      this.closed.add(id);
    }
    listing.removeIf(s -> records.containsKey(id) && s.ref().shardId().equals(id));
    Optional<String> of = parent.isEmpty() ? Optional.empty() : Optional.of(parent);
    listing.add(new Shard(shard(id), of, closed));
    records.computeIfAbsent(id, i -> new ArrayList<>());
  }

  void put(String shardId, String pk, String value) {
    source.put(pk, item(pk, value));
    Item image = Item.of(item(pk, value));
    append(shardId, new Change.Upsert(ItemKey.of(KEY, image), image, origin(shardId)));
  }

  void delete(String shardId, String pk) {
    source.remove(pk);
    Item keys = Item.of("{\"pk\":{\"S\":\"" + pk + "\"}}");
    append(shardId, new Change.Delete(ItemKey.of(KEY, keys), keys, origin(shardId), false));
  }

  private void append(String shardId, Change change) {
    records.computeIfAbsent(shardId, i -> new ArrayList<>()).add(change);
  }

  private Origin origin(String shardId) {
    String number = String.valueOf(++sequence);
    return new Origin(
        shard(shardId), SequenceNumber.of("0".repeat(21 - number.length()) + number), now);
  }

  static String item(String pk, String value) {
    return "{\"pk\":{\"S\":\"" + pk + "\"},\"v\":{\"S\":\"" + value + "\"}}";
  }

  /** A commit that did not happen, of which only the sink knows. */
  static final Failure NEVER_HAPPENED =
      new Failure(Failure.Kind.OUTCOME_UNKNOWN, "the answer was lost, and so was the commit");

  TableProtocol protocol() {
    return protocol(TABLE, new Ownership.Sole());
  }

  TableProtocol protocol(Ownership ownership) {
    return protocol(TABLE, ownership);
  }

  /** A protocol that was planned for {@code table}. */
  TableProtocol protocol(TableIdentity table) {
    return protocol(table, new Ownership.Sole());
  }

  private TableProtocol protocol(TableIdentity table, Ownership ownership) {
    return new TableProtocol(
        new ProtocolSettings(
            ID,
            new SourceTable("orders", table, KEY, STREAM),
            List.of(TARGET),
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            new ProtocolSettings.FlushLimits(flushInterval, 1000, 1 << 20),
            2,
            Duration.ofSeconds(5)),
        ownership);
  }

  /** Runs until {@code until} is met, or fails after a hundred virtual minutes. */
  void run(TableProtocol protocol, java.util.function.BooleanSupplier until) {
    // A protocol that is run on gets the answers that were under way; a new one does not.
    Queue<Event> events =
        underWay.computeIfAbsent(protocol, p -> new ArrayDeque<>(List.of(new Event.Woke())));
    Instant end = now.plus(Duration.ofMinutes(100));
    while (!until.getAsBoolean()) {
      if (now.isAfter(end)) {
        throw new AssertionError("never came about; status " + protocol.status(now));
      }
      if (events.isEmpty()) {
        Instant wake = protocol.nextWake();
        now = wake.isAfter(now) && wake.isBefore(end) ? wake : now.plusMillis(1);
        events.add(new Event.Woke());
      }
      for (Command command : protocol.on(events.remove(), now)) {
        seen.add(command);
        if (seen.size() > mostCommands) {
          throw new AssertionError(
              "a busy loop: " + seen.subList(seen.size() - 12, seen.size()).toString());
        }
        answer(command).ifPresent(events::add);
      }
    }
  }

  /** The target's items by key. */
  Map<String, String> target() {
    Map<String, String> target = new LinkedHashMap<>();
    sink.items(TARGET)
        .forEach(
            (key, item) ->
                target.put(
                    new String(key.toByteArray(), StandardCharsets.UTF_8)
                        .replaceFirst("^S\\d+:", ""),
                    item.toString()));
    return target;
  }

  /** Something that happens by itself. */
  void happens(TableProtocol protocol, Event event) {
    underWay.computeIfAbsent(protocol, p -> new ArrayDeque<>()).add(event);
  }

  private Optional<Event> answer(Command command) {
    return switch (command) {
      case Command.ReadState c -> Optional.of(new Event.StateRead(sink.read(ID)));
      case Command.ListShards c ->
          listingFailure.isPresent()
              ? listingFailure.map(Event.ListingFailed::new)
              : Optional.of(
                  new Event.ShardsListed(
                      STREAM,
                      seenSource.streamIsGone() ? List.of() : listing,
                      seenSource.table().equals(Optional.of(TABLE))
                          && streamThatIsOn.equals(STREAM),
                      seenSource.table().filter(TABLE::equals).map(t -> streamThatIsOn),
                      now,
                      seenSource));
      case Command.OpenIterator c -> Optional.of(open(c));
      case Command.ReadPage c -> Optional.of(page(c));
      case Command.RequestExport c -> {
        exports.putIfAbsent(c.clientToken(), new LinkedHashMap<>(source));
        yield Optional.of(new Event.ExportRequested(c.clientToken(), c.clientToken()));
      }
      case Command.DescribeExport c ->
          Optional.of(
              new Event.ExportDescribed(
                  c.exportArn(), new ExportState.Completed(c.exportArn(), now)));
      case Command.ReadManifest c ->
          Optional.of(
              new Event.ManifestRead(
                  c.manifest(),
                  new ExportContents(
                      List.of("file"),
                      exports.getOrDefault(c.manifest(), Map.of()).size(),
                      TableShape.ofKey(KEY))));
      case Command.LoadFile c -> Optional.of(load(c));
      case Command.LoadTouched c ->
          Optional.of(new Event.FileLoaded(c.file(), new LoadOutcome.Loaded(0)));
      case Command.Apply c -> Optional.of(apply(c));
      case Command.Warn c -> Optional.empty();
      case Command.Want c -> Optional.empty();
      case Command.Stopped c -> Optional.empty();
      case Command.Trouble c -> Optional.empty();
      case Command.Recovered c -> Optional.empty();
      case Command.PlanAgain c -> Optional.empty();
    };
  }

  private Event open(Command.OpenIterator command) {
    String from =
        command.from() instanceof Position.After after ? after.sequence().toString() : "0";
    return new Event.IteratorOpened(command.shard(), command.ticket(), from, now);
  }

  private Event page(Command.ReadPage command) {
    String id = command.shard().shardId();
    Failure failure = readFailures.remove(id);
    if (failure != null) {
      return new Event.ReadFailed(command.shard(), command.ticket(), failure);
    }
    SequenceNumber after = SequenceNumber.of(command.iterator());
    List<Change> page =
        records.getOrDefault(id, List.of()).stream()
            .filter(c -> c.origin().sequence().compareTo(after) > 0)
            .limit(3)
            .toList();
    Optional<SequenceNumber> last =
        page.isEmpty()
            ? Optional.empty()
            : Optional.of(page.get(page.size() - 1).origin().sequence());
    boolean isClosed = closed.contains(id);
    Optional<String> next =
        isClosed && page.isEmpty()
            ? Optional.empty()
            : Optional.of(last.map(SequenceNumber::toString).orElse(command.iterator()));
    return new Event.PageRead(command.shard(), command.ticket(), new Page(page, last, next));
  }

  private Event load(Command.LoadFile command) {
    return new Event.FileLoaded(
        command.file(),
        sink.load(
            new DataFileLoad(
                ID,
                command.lifeVersion(),
                TARGET,
                command.file(),
                command.exportTime(),
                command.kind(),
                Items.of(
                    exports
                        .getOrDefault(command.manifest(), Map.of())
                        .values()
                        .toArray(String[]::new)))));
  }

  private Event apply(Command.Apply command) {
    Failure failure = commitFailures.poll();
    if (failure == null) {
      return new Event.Committed(command.ticket(), sink.commit(command.commit()));
    }
    if (failure.kind() == Failure.Kind.OUTCOME_UNKNOWN && !failure.equals(NEVER_HAPPENED)) {
      // It did happen; only the answer was lost.
      sink.commit(command.commit());
    }
    return new Event.CommitFailed(command.ticket(), failure);
  }
}
