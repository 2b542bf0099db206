package dev.tailrace.stream;

import dev.tailrace.core.Failure;
import dev.tailrace.item.Item;
import dev.tailrace.item.ItemKey;
import dev.tailrace.item.KeySchema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;

/** Reads single items as they are now. Safe for several threads; blocks. */
public final class CurrentItems {
  /** What BatchGetItem takes. */
  public static final int MOST_KEYS = 100;

  private static final int MOST_TRIES = 10;

  private final DynamoDbClient client;
  private final String table;
  private final KeySchema key;

  /** Of one table; the client stays the caller's. */
  public CurrentItems(DynamoDbClient client, String table, KeySchema key) {
    this.client = client;
    this.table = table;
    this.key = key;
  }

  /**
   * The items with these keys, in the keys' order, each empty when there is none.
   *
   * @param keys at most {@link #MOST_KEYS} items that hold the key attributes alone
   * @throws StreamException when they can't be had
   */
  public List<Optional<Item>> get(List<Item> keys) {
    Map<ItemKey, Item> found = new LinkedHashMap<>();
    List<Map<String, AttributeValue>> left = new ArrayList<>();
    Set<ItemKey> asked = new HashSet<>();
    for (Item one : keys) {
      if (asked.add(ItemKey.of(key, one))) {
        left.add(AttributeValues.ofKeys(one));
      }
    }
    for (int i = 0; !left.isEmpty(); i++) {
      if (i == MOST_TRIES) {
        throw new StreamException(
            new Failure(
                Failure.Kind.RETRY,
                "table %s: BatchGetItem leaves keys unprocessed; it is throttled"
                    .formatted(table)));
      }
      pause(i);
      left = get(left, found);
    }
    return keys.stream().map(one -> Optional.ofNullable(found.get(ItemKey.of(key, one)))).toList();
  }

  private List<Map<String, AttributeValue>> get(
      List<Map<String, AttributeValue>> keys, Map<ItemKey, Item> found) {
    KeysAndAttributes wanted = KeysAndAttributes.builder().keys(keys).consistentRead(true).build();
    BatchGetItemResponse response =
        StreamErrors.sorted(
            "table " + table,
            () -> client.batchGetItem(r -> r.requestItems(Map.of(table, wanted))));
    response
        .responses()
        .getOrDefault(table, List.of())
        .forEach(
            values -> {
              Item item = AttributeValues.item(values);
              found.put(ItemKey.of(key, item), item);
            });
    return Optional.ofNullable(response.unprocessedKeys().get(table))
        .map(KeysAndAttributes::keys)
        .orElse(List.of());
  }

  private static void pause(int tries) {
    try {
      TimeUnit.MILLISECONDS.sleep(tries == 0 ? 0 : 50L << Math.min(6, tries));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StreamException(new Failure(Failure.Kind.RETRY, "the daemon is stopping"));
    }
  }
}
