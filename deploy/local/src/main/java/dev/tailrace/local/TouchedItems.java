package dev.tailrace.local;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The items that a write of several is about to touch, read before it and journaled after it. The
 * tables' locks are held from the one to the other.
 */
final class TouchedItems {
  private final TableReader reader;
  private final List<Touched> touched = new ArrayList<>();

  TouchedItems(TableReader reader) {
    this.reader = reader;
  }

  private record Touched(TableHistory history, ItemKey key, Map<String, AttributeValue> before) {}

  /** Reads the items of one table that have the keys of these. */
  void read(TableHistory history, List<Map<String, AttributeValue>> itemsOrKeys) {
    // A key that comes twice, or is incomplete, is DynamoDB's to refuse.
    Set<ItemKey> keys = new LinkedHashSet<>();
    itemsOrKeys.forEach(item -> history.keyOf(item).ifPresent(keys::add));
    if (keys.isEmpty()) {
      return;
    }
    Map<ItemKey, Map<String, AttributeValue>> found = new HashMap<>();
    reader
        .items(history.table().name(), keys.stream().map(ItemKey::attributes).toList())
        .forEach(item -> history.keyOf(item).ifPresent(key -> found.put(key, item)));
    keys.forEach(key -> touched.add(new Touched(history, key, found.getOrDefault(key, Map.of()))));
  }

  /** Journals what was read; the write has happened. */
  void remember() {
    touched.forEach(item -> item.history().journal().append(item.key(), item.before()));
  }
}
