package dev.tailrace.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Goes on inserting, changing and deleting items of one table until it is closed. What it does
 * comes from a seed, when it does it from the rate.
 */
final class DemoWriter implements AutoCloseable {
  private final DynamoDbClient dynamoDb;
  private final Dataset dataset;
  private final Random random;
  private final List<Map<String, AttributeValue>> items;
  private final Duration pause;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicLong writes = new AtomicLong();
  private final AtomicReference<Optional<String>> trouble = new AtomicReference<>(Optional.empty());
  private final Thread thread;
  private int inserted;

  DemoWriter(
      DynamoDbClient dynamoDb,
      Dataset dataset,
      List<Map<String, AttributeValue>> items,
      int writesPerSecond,
      long seed) {
    this.dynamoDb = dynamoDb;
    this.dataset = dataset;
    this.items = new ArrayList<>(items);
    this.pause = Duration.ofSeconds(1).dividedBy(Math.max(1, writesPerSecond));
    this.random = new Random(seed);
    this.thread = Thread.ofVirtual().name("writer-" + dataset.table()).start(this::write);
  }

  private void write() {
    try {
      while (!closed.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
        writeOne();
        writes.incrementAndGet();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SdkException e) {
      trouble.set(Optional.of("the writer of %s: %s".formatted(dataset.table(), e.getMessage())));
    }
  }

  private void writeOne() {
    int which = random.nextInt(items.size());
    switch (random.nextInt(10)) {
      case 0 -> delete(which);
      case 1 -> deleteAndPutBack(which);
      case 2, 3, 4 -> insert(items.get(which));
      case 5 -> changeTypeOrRemove(which);
      default -> change(which);
    }
  }

  private void insert(Map<String, AttributeValue> like) {
    Map<String, AttributeValue> item = new HashMap<>(like);
    String last = dataset.keys().get(dataset.keys().size() - 1);
    item.put(
        last,
        AttributeValue.fromS(
            Objects.requireNonNull(like.get(last), last).s() + "-new" + inserted++));
    put(item);
    items.add(item);
  }

  private void change(int which) {
    Map<String, AttributeValue> item = new HashMap<>(items.get(which));
    item.put("revision", AttributeValue.fromN(Integer.toString(random.nextInt(1000))));
    item.put("note", AttributeValue.fromS("changed, größer, 改"));
    if (random.nextInt(20) == 0) {
      // An attribute that no item had when the export was taken becomes a column.
      item.put("weight", AttributeValue.fromN(random.nextInt(100) + ".125"));
    }
    put(item);
    items.set(which, item);
  }

  private void changeTypeOrRemove(int which) {
    Map<String, AttributeValue> item = new HashMap<>(items.get(which));
    item.remove("note");
    if (random.nextBoolean()) {
      // Not what the column holds: it is kept whole beside it.
      item.put("revision", AttributeValue.fromS("unknown"));
    }
    put(item);
    items.set(which, item);
  }

  private void put(Map<String, AttributeValue> item) {
    dynamoDb.putItem(r -> r.tableName(dataset.table()).item(item));
  }

  private void delete(int which) {
    Map<String, AttributeValue> key = new HashMap<>(items.remove(which));
    key.keySet().retainAll(dataset.keys());
    dynamoDb.deleteItem(r -> r.tableName(dataset.table()).key(key));
  }

  /** The same key goes and comes again: the later image has to win. */
  private void deleteAndPutBack(int which) {
    Map<String, AttributeValue> item = new HashMap<>(items.get(which));
    delete(which);
    item.remove("note");
    item.put("revision", AttributeValue.fromN("0"));
    put(item);
    items.add(item);
  }

  /** Why it ended before it was closed. */
  Optional<String> trouble() {
    return trouble.get();
  }

  /** How many writes it has made. */
  long writes() {
    return writes.get();
  }

  /** Stops; when it returns, no write is under way. */
  @Override
  public void close() {
    closed.countDown();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
