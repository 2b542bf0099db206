package dev.tailrace.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Puts, updates and deletes orders, each write different, until it is told to stop. */
final class OrderWriter implements AutoCloseable {
  private static final int KEYS = 300;
  private static final long BETWEEN_WRITES_MILLIS = 2;
  private static final Duration LONGEST = Duration.ofMinutes(2);

  private final DynamoDbClient dynamoDb;
  private final String table;
  private final AtomicInteger count = new AtomicInteger();
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("orders").factory());
  private final Future<?> writing;

  OrderWriter(DynamoDbClient dynamoDb, String table) {
    this.dynamoDb = dynamoDb;
    this.table = table;
    this.writing =
        thread.submit(
            () -> {
              while (!stopping.await(BETWEEN_WRITES_MILLIS, TimeUnit.MILLISECONDS)) {
                write(count.get());
                count.incrementAndGet();
              }
              return null;
            });
  }

  private void write(int i) {
    Map<String, AttributeValue> order = new HashMap<>(LocalStackContract.item(i * 7 % KEYS));
    Map<String, AttributeValue> key = Map.of("id", order.get("id"));
    AttributeValue version = AttributeValue.fromN(Integer.toString(i));
    switch (i % 4) {
      case 0 -> dynamoDb.deleteItem(r -> r.tableName(table).key(key));
      case 1 ->
          dynamoDb.updateItem(
              r ->
                  r.tableName(table)
                      .key(key)
                      .updateExpression("SET version = :v")
                      .expressionAttributeValues(Map.of(":v", version)));
      default -> {
        order.put("version", version);
        dynamoDb.putItem(r -> r.tableName(table).item(order));
      }
    }
  }

  /** How many writes were answered. */
  int count() {
    return count.get();
  }

  void await(int writes) throws InterruptedException {
    long deadline = System.nanoTime() + LONGEST.toNanos();
    while (count.get() < writes) {
      assertThat(writing.isDone()).as("the writer ended").isFalse();
      assertThat(System.nanoTime()).isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  /** Returns when the last write is answered. */
  void stop() throws InterruptedException, ExecutionException {
    stopping.countDown();
    writing.get();
  }

  @Override
  public void close() {
    stopping.countDown();
    thread.shutdown();
  }
}
