package dev.tailrace.sink.dynamodb;

import dev.tailrace.item.KeySchema;
import dev.tailrace.sink.Change;
import dev.tailrace.sink.TableId;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * A table's change log in the state table: what a commit appends is one <i>segment</i>, whose
 * record is written in the commit's transaction, and so exactly once. Bytes that do not fit into
 * the record are stored before it, as parts under a scope of their own, with a note beside the log
 * by which parts that no record came to are found and swept.
 */
final class ChangeLog {
  // With the other items of a transaction, which takes 4 MB; an item takes 400 KB.
  private static final int MOST_INLINE_BYTES = 64 * 1024;
  private static final int PART_BYTES = 350 * 1024;

  private static final String COUNT = "changes";
  private static final String BYTES = "bytes";
  private static final String PARTS = "parts";
  private static final String NOTE = "parts-";
  private static final String SEGMENT = "segment-";

  private final StateTable state;
  private final TableId table;

  ChangeLog(StateTable state, TableId table) {
    this.state = state;
    this.table = table;
  }

  static String scope(TableId table) {
    return table + "#log";
  }

  private String partsScope(String id) {
    return scope(table) + "#" + id;
  }

  /** What a commit appends, stored as far as it must be before the commit's transaction. */
  @SuppressWarnings("ArrayRecordComponent") // lives for the length of a commit
  record Segment(List<Change> changes, byte[] inline, String partsId) {
    int count() {
      return changes.size();
    }
  }

  /** Stores what does not fit into a record; nothing counts before {@link #record}. */
  Segment prepare(List<Change> changes, long generation) {
    byte[] bytes = ChangeCodec.encode(changes);
    if (bytes.length <= MOST_INLINE_BYTES) {
      return new Segment(changes, bytes, "");
    }
    String id = UUID.randomUUID().toString();
    Map<String, AttributeValue> note =
        Values.key(scope(table), NOTE + Values.padded(generation) + "-" + id);
    note.put(PARTS, Values.text(id));
    state.put(note);
    for (int from = 0; from < bytes.length; from += PART_BYTES) {
      byte[] part = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + PART_BYTES));
      Map<String, AttributeValue> item = Values.key(partsScope(id), Values.padded(from));
      item.put(BYTES, Values.bytes(part));
      state.put(item);
    }
    return new Segment(changes, new byte[0], id);
  }

  /** Makes a segment part of the log, its first change under {@code first}. */
  TransactWriteItem record(Segment segment, long generation, long first) {
    Map<String, AttributeValue> item =
        Values.key(scope(table), segmentPrefix(generation) + Values.padded(first));
    item.put(COUNT, Values.number(segment.count()));
    if (segment.partsId().isEmpty()) {
      item.put(BYTES, Values.bytes(segment.inline()));
    } else {
      item.put(PARTS, Values.text(segment.partsId()));
    }
    return Conditions.putNew(state.name(), item);
  }

  private static String segmentPrefix(long generation) {
    return SEGMENT + Values.padded(generation) + "-";
  }

  /**
   * Hands out the changes of a generation {@code after} (exclusive) to {@code through} (inclusive)
   * in order, those of a segment at once.
   */
  void read(KeySchema key, long generation, long after, long through, Consumer<List<Change>> to) {
    String prefix = segmentPrefix(generation);
    state.from(
        scope(table),
        prefix,
        item -> {
          String entry = Values.text(item, Values.ENTRY);
          if (!entry.startsWith(prefix)) {
            return;
          }
          long first = Long.parseLong(entry.substring(prefix.length()));
          long count = Values.number(item, COUNT);
          if (first <= through && first + count - 1 > after) {
            to.accept(cut(ChangeCodec.decode(key, bytes(item)), first, after, through));
          }
        });
  }

  /** Of changes the first of which is {@code first}, those in a range of ordinals. */
  static List<Change> cut(List<Change> changes, long first, long after, long through) {
    long from = Math.max(0, after - first + 1);
    long to = Math.min(changes.size(), through - first + 1);
    return from >= to ? List.of() : changes.subList((int) from, (int) to);
  }

  private byte[] bytes(Map<String, AttributeValue> item) {
    if (!item.containsKey(PARTS)) {
      return Values.bytes(item, BYTES);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    state
        .all(partsScope(Values.text(item, PARTS)))
        .forEach(part -> bytes.writeBytes(Values.bytes(part, BYTES)));
    return bytes.toByteArray();
  }

  /** Deletes what generations before this one left, records and parts; may be done again. */
  void sweep(long generation) {
    for (String kind : List.of(SEGMENT, NOTE)) {
      List<Map<String, AttributeValue>> old = new ArrayList<>();
      state.from(
          scope(table),
          kind,
          item -> {
            if (isOlder(Values.text(item, Values.ENTRY), kind, generation)) {
              old.add(item);
            }
          });
      for (Map<String, AttributeValue> item : old) {
        if (item.containsKey(PARTS)) {
          state.all(partsScope(Values.text(item, PARTS))).forEach(state::delete);
        }
        state.delete(item);
      }
    }
  }

  private static boolean isOlder(String entry, String kind, long generation) {
    return entry.startsWith(kind) && entry.compareTo(kind + Values.padded(generation)) < 0;
  }
}
