package dev.tailrace.simulator;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.Item;
import dev.tailrace.item.ItemKey;
import dev.tailrace.item.KeySchema;
import dev.tailrace.sink.SequenceNumber;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The source table with everything that was ever written to it. */
final class ModelTable {
  static final KeySchema KEY =
      new KeySchema(List.of(new KeySchema.KeyAttribute("pk", AttributeType.S)));

  /** The numbers grow from 21 digits to 22, so that comparing them as text goes wrong. */
  private static final BigInteger FIRST_SEQUENCE =
      BigInteger.TEN.pow(21).subtract(BigInteger.valueOf(300));

  private static final BigInteger SEQUENCE_STEP = BigInteger.valueOf(3);

  private final SortedMap<String, List<Write>> history = new TreeMap<>();
  private final Map<String, Write> bySequence = new HashMap<>();
  private final Map<String, Item> keyItems = new HashMap<>();
  private long versions;

  /** Puts an item, or deletes it. */
  Write write(String key, boolean delete, Instant now) {
    long version = ++versions;
    Optional<String> item =
        delete
            ? Optional.empty()
            : Optional.of("{\"pk\":{\"S\":\"%s\"},\"v\":{\"N\":\"%d\"}}".formatted(key, version));
    SequenceNumber sequence =
        SequenceNumber.of(
            FIRST_SEQUENCE.add(SEQUENCE_STEP.multiply(BigInteger.valueOf(version))).toString());
    Write write = new Write(version, key, item, now, sequence);
    history.computeIfAbsent(key, k -> new ArrayList<>()).add(write);
    bySequence.put(sequence.toString(), write);
    return write;
  }

  boolean holds(String key) {
    return last(key).flatMap(Write::item).isPresent();
  }

  private Optional<Write> last(String key) {
    List<Write> writes = history.getOrDefault(key, List.of());
    return writes.isEmpty() ? Optional.empty() : Optional.of(writes.get(writes.size() - 1));
  }

  /** The last write to each of these keys. */
  List<Write> current(List<String> keys, Instant now) {
    SortedMap<String, Write> last = lastWrites(now);
    return keys.stream().flatMap(key -> Optional.ofNullable(last.get(key)).stream()).toList();
  }

  Optional<Write> lastDelete(String key) {
    return history.getOrDefault(key, List.of()).reversed().stream()
        .filter(write -> write.item().isEmpty())
        .findFirst();
  }

  /** The last write to each key until {@code time}, deletions too, in the keys' order. */
  SortedMap<String, Write> lastWrites(Instant time) {
    SortedMap<String, Write> state = new TreeMap<>();
    history.forEach(
        (key, writes) -> {
          for (int i = writes.size() - 1; i >= 0; i--) {
            if (!writes.get(i).at().isAfter(time)) {
              state.put(key, writes.get(i));
              return;
            }
          }
        });
    return state;
  }

  Write written(SequenceNumber sequence) {
    Write write = bySequence.get(sequence.toString());
    if (write == null) {
      throw new Violation("sequence number " + sequence + " was never written");
    }
    return write;
  }

  ItemKey key(String name) {
    ItemKey key = ItemKey.of(KEY, keyItem(name));
    return key;
  }

  Item keyItem(String name) {
    return keyItems.computeIfAbsent(name, n -> Item.of("{\"pk\":{\"S\":\"" + n + "\"}}"));
  }

  long versions() {
    return versions;
  }
}
