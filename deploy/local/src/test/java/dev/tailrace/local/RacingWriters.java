package dev.tailrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Writes to a table from several threads, each with keys of its own, and remembers when each write
 * began and was answered; so it can tell what an item may have been at a moment.
 */
final class RacingWriters implements AutoCloseable {
  private static final int WRITERS = 3;
  private static final int KEYS = 60;

  private final ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final AtomicLong count = new AtomicLong();
  private final List<Future<?>> running = new ArrayList<>();
  private final Map<String, List<Write>> writes = new ConcurrentHashMap<>();

  /**
   * @param value empty for a deletion
   */
  record Write(Optional<String> value, long begun, long answered) {}

  RacingWriters(DynamoDbClient dynamoDb, String table) {
    for (int writer = 0; writer < WRITERS; writer++) {
      String prefix = "w" + writer + "-";
      running.add(threads.submit(() -> write(dynamoDb, table, prefix)));
    }
  }

  private void write(DynamoDbClient dynamoDb, String table, String prefix) {
    for (int i = 0; !stopping.get(); i++) {
      String pk = prefix + i * 7 % KEYS;
      boolean delete = i % 5 == 4;
      String value = Integer.toString(i);
      long begun = System.nanoTime();
      if (delete) {
        dynamoDb.deleteItem(r -> r.tableName(table).key(TestAws.key(pk)));
      } else {
        dynamoDb.putItem(r -> r.tableName(table).item(TestAws.item(pk, value)));
      }
      Write write =
          new Write(delete ? Optional.empty() : Optional.of(value), begun, System.nanoTime());
      writes.computeIfAbsent(pk, key -> new ArrayList<>()).add(write);
      count.incrementAndGet();
    }
  }

  long count() {
    return count.get();
  }

  /** Returns when the last write is answered. */
  void stop() throws InterruptedException, ExecutionException {
    stopping.set(true);
    for (Future<?> writer : running) {
      writer.get();
    }
  }

  /**
   * Fails unless items are what they may have been at a moment between two others.
   *
   * @param asked nothing answered before may be missing
   * @param answered nothing begun after may be there
   */
  void check(List<Map<String, AttributeValue>> items, long asked, long answered) {
    Map<String, String> actual = new HashMap<>();
    items.forEach(item -> actual.put(text(item, "pk"), text(item, "v")));
    assertThat(actual).as("no key twice").hasSameSizeAs(items);
    writes.forEach(
        (key, ofKey) ->
            assertThat(possible(ofKey, asked, answered))
                .as("%s among %s to %s, %s", key, asked, answered, ofKey)
                .contains(Optional.ofNullable(actual.remove(key))));
    assertThat(actual).as("never written").isEmpty();
  }

  private static String text(Map<String, AttributeValue> item, String name) {
    return String.valueOf(Optional.ofNullable(item.get(name)).map(AttributeValue::s).orElse(null));
  }

  private static List<Optional<String>> possible(List<Write> ofKey, long asked, long answered) {
    List<Optional<String>> possible = new ArrayList<>();
    possible.add(Optional.empty());
    for (Write write : ofKey) {
      if (write.answered() < asked) {
        possible.clear();
      }
      if (write.begun() <= answered) {
        possible.add(write.value());
      }
    }
    return possible;
  }

  @Override
  public void close() {
    stopping.set(true);
    threads.shutdown();
  }
}
