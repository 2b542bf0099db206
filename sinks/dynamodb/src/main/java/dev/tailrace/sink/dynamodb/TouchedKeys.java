package dev.tailrace.sink.dynamodb;

import dev.tailrace.item.Item;
import dev.tailrace.item.ItemCursor;
import dev.tailrace.item.ItemKey;
import dev.tailrace.item.KeySchema;
import dev.tailrace.item.Utf8Buffer;
import dev.tailrace.sink.Change;
import dev.tailrace.sink.MetadataWriter;
import dev.tailrace.sink.Origin;
import dev.tailrace.sink.RowChange;
import dev.tailrace.sink.SequenceNumber;
import dev.tailrace.sink.ShardRef;
import dev.tailrace.sink.TableId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The keys of the items that changes of a stream were written to, and when those were committed. A
 * target table's items have nothing but their own attributes, so this is kept beside them; it is
 * written before the items, and so names all of them, and perhaps some that were not written then.
 *
 * <p>Kept for as long as a repair can reach back, by the state table's time to live.
 */
final class TouchedKeys {
  /** The attribute that the state table's time to live goes by. */
  static final String EXPIRES = "expires";

  // Point-in-time recovery reaches 35 days back, and a repair can't reach further.
  private static final Duration KEPT = Duration.ofDays(36);
  private static final int MOST_BYTES = 200 * 1024;
  private static final String CHANGES = "bytes";

  // What has the number 0 comes from a data file, and is not told.
  private static final SequenceNumber ANY_SEQUENCE = SequenceNumber.of("1");
  private static final ShardRef NO_SHARD = new ShardRef("", "");

  private final StateTable state;
  private final InstantSource clock;

  TouchedKeys(StateTable state, InstantSource clock) {
    this.state = state;
    this.clock = clock;
  }

  private static String scope(TableId table, String physicalName) {
    return table + "#touched#" + physicalName;
  }

  /** Notes the keys of changes that are about to be written. */
  void add(TableId table, String physicalName, KeySchema key, List<RowChange> changes) {
    List<Change> page = new ArrayList<>();
    long bytes = 0;
    for (RowChange change : changes) {
      Change keys = keysOf(key, change.change());
      if (keys.origin().sequence().toString().equals("0")) {
        continue;
      }
      page.add(keys);
      // Compressed, it is less.
      bytes += keys.sizeBytes();
      if (bytes > MOST_BYTES) {
        put(scope(table, physicalName), page);
        page.clear();
        bytes = 0;
      }
    }
    if (!page.isEmpty()) {
      put(scope(table, physicalName), page);
    }
  }

  /** Notes the key of an item that is about to be written and may be as new as can be. */
  void addNow(TableId table, String physicalName, KeySchema key, Item item) {
    Origin now = new Origin(NO_SHARD, ANY_SEQUENCE, clock.instant());
    put(
        scope(table, physicalName),
        List.of(new Change.Delete(ItemKey.of(key, item), keysOf(key, item), now, false)));
  }

  private void put(String scope, List<Change> page) {
    Instant last =
        page.stream().map(c -> c.origin().committedAt()).max(Instant::compareTo).orElseThrow();
    Map<String, AttributeValue> item = Values.key(scope, ordered(last) + "-" + UUID.randomUUID());
    item.put(CHANGES, Values.bytes(ChangeCodec.encode(page)));
    item.put(EXPIRES, Values.number(clock.instant().plus(KEPT).getEpochSecond()));
    state.put(item);
  }

  private static String ordered(Instant time) {
    return Values.padded(Math.max(0, MetadataWriter.micros(time)));
  }

  /** As {@link dev.tailrace.sink.Sink#touchedSince}, each key once. */
  void since(
      TableId table, String physicalName, KeySchema key, Instant since, Consumer<Item> keys) {
    Set<Object> seen = new HashSet<>();
    state.from(
        scope(table, physicalName),
        ordered(since),
        item ->
            ChangeCodec.decode(key, Values.bytes(item, CHANGES)).stream()
                .filter(c -> !c.origin().committedAt().isBefore(since))
                .filter(c -> seen.add(c.key()))
                .forEach(c -> keys.accept(c.item())));
  }

  private static Change keysOf(KeySchema key, Change change) {
    return new Change.Delete(change.key(), keysOf(key, change.item()), change.origin(), false);
  }

  /** The key attributes of an item. */
  static Item keysOf(KeySchema key, Item item) {
    Utf8Buffer out = new Utf8Buffer(128);
    ItemCursor cursor = new ItemCursor();
    cursor.overMap(item);
    out.put('{');
    while (cursor.next()) {
      if (key.contains(cursor.name())) {
        if (out.length() > 1) {
          out.put(',');
        }
        // A key is an S, N or B: a JSON string each.
        out.put('"').put(cursor.bytes(), cursor.nameFrom(), cursor.nameTo()).put("\":{\"");
        out.put(cursor.type().name()).put("\":\"");
        out.put(cursor.bytes(), cursor.valueFrom(), cursor.valueTo()).put("\"}");
      }
    }
    return Item.copyOf(out.put('}'));
  }
}
