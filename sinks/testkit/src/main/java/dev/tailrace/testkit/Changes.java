package dev.tailrace.testkit;

import dev.tailrace.item.Item;
import dev.tailrace.item.ItemCursor;
import dev.tailrace.item.ItemKey;
import dev.tailrace.item.KeySchema;
import dev.tailrace.item.Utf8Buffer;
import dev.tailrace.sink.Change;
import dev.tailrace.sink.Origin;
import dev.tailrace.sink.SequenceNumber;
import dev.tailrace.sink.ShardRef;
import java.time.Instant;

/** Makes the changes of one shard, with sequence numbers that go up. */
public final class Changes {
  /** When the first change was made; each later one comes a second after. */
  public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final KeySchema schema;
  private final ShardRef shard;
  private long count;

  /** Changes of a table with the key {@code schema}, read from {@code shard}. */
  public Changes(KeySchema schema, ShardRef shard) {
    this.schema = schema;
    this.shard = shard;
  }

  /** The item is now the one in {@code json}. */
  public Change upsert(String json) {
    return upsert(Item.of(json));
  }

  /** The item is now this one. */
  public Change upsert(Item item) {
    return new Change.Upsert(ItemKey.of(schema, item), item, nextOrigin());
  }

  /** The item that has the key of {@code json} is gone. */
  public Change delete(String json) {
    return delete(Item.of(json));
  }

  /** The item that has the key of {@code item} is gone. */
  public Change delete(Item item) {
    return new Change.Delete(ItemKey.of(schema, item), keysOf(schema, item), nextOrigin(), false);
  }

  /** The item that has the key of {@code json} is gone, as its time to live had passed. */
  public Change expire(String json) {
    Item item = Item.of(json);
    return new Change.Delete(ItemKey.of(schema, item), keysOf(schema, item), nextOrigin(), true);
  }

  /** The sequence number of the last change made. */
  public SequenceNumber lastSequence() {
    return sequence(count);
  }

  private Origin nextOrigin() {
    count++;
    return new Origin(shard, sequence(count), START.plusSeconds(count));
  }

  private static SequenceNumber sequence(long number) {
    return SequenceNumber.of("1%020d".formatted(number));
  }

  /** The key attributes of an item. */
  static Item keysOf(KeySchema schema, Item item) {
    Utf8Buffer out = new Utf8Buffer(128);
    ItemCursor cursor = new ItemCursor();
    cursor.overMap(item);
    out.put('{');
    while (cursor.next()) {
      if (schema.contains(cursor.name())) {
        if (out.length() > 1) {
          out.put(',');
        }
        out.put('"').put(cursor.bytes(), cursor.nameFrom(), cursor.nameTo()).put("\":{\"");
        out.put(cursor.type().name()).put("\":\"");
        out.put(cursor.bytes(), cursor.valueFrom(), cursor.valueTo()).put("\"}");
      }
    }
    return Item.copyOf(out.put('}'));
  }
}
