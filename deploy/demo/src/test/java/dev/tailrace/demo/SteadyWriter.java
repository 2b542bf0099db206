package dev.tailrace.demo;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Puts and deletes items of some tables until told to pause. Few keys, so that the order of changes
 * matters; no two puts write the same.
 */
final class SteadyWriter implements AutoCloseable {
  private static final int KEYS = 40;

  private final DynamoDbClient dynamoDb;
  private final List<String> tables;
  private final Random random;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("writer").factory());
  private final AtomicLong writes = new AtomicLong();
  private volatile boolean pausing;
  private Future<?> writing;

  /** Writes at once. */
  SteadyWriter(DynamoDbClient dynamoDb, List<String> tables, long seed) {
    this.dynamoDb = dynamoDb;
    this.tables = tables;
    this.random = new Random(seed);
    this.writing = thread.submit(this::write);
  }

  /** How much was written. */
  long writes() {
    return writes.get();
  }

  /** Returns when the last write is done. */
  void pause() throws InterruptedException, ExecutionException {
    pausing = true;
    writing.get();
  }

  void goOn() {
    pausing = false;
    writing = thread.submit(this::write);
  }

  private void write() {
    while (!pausing) {
      String table = tables.get(random.nextInt(tables.size()));
      AttributeValue id = AttributeValue.fromS("item-" + random.nextInt(KEYS));
      if (random.nextInt(4) == 0) {
        dynamoDb.deleteItem(r -> r.tableName(table).key(Map.of("id", id)));
      } else {
        AttributeValue version = AttributeValue.fromN(Long.toString(writes.get()));
        dynamoDb.putItem(r -> r.tableName(table).item(Map.of("id", id, "v", version)));
      }
      writes.incrementAndGet();
    }
  }

  @Override
  public void close() {
    pausing = true;
    thread.shutdown();
  }
}
