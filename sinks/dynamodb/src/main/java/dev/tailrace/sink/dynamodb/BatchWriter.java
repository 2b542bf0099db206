package dev.tailrace.sink.dynamodb;

import dev.tailrace.item.MalformedItemException;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.dynamodb.ItemWrites.Write;
import dev.tailrace.sink.dynamodb.RefusedItems.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * Writes items with BatchWriteItem, several requests at once. Safe for use by several threads, who
 * share the writers and the budget.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html">25
 *     writes and 16 MB a request; what it leaves is in UnprocessedItems</a>
 */
final class BatchWriter implements AutoCloseable {
  private static final int MOST_WRITES = 25;
  private static final long MOST_BYTES = 1024 * 1024;

  private final DynamoDbClient client;
  private final Optional<WriteBudget> budget;
  private final Pause pause;
  private final Duration answerTimeout;
  private final ExecutorService writers;

  BatchWriter(
      DynamoDbClient client, DynamoDbSettings settings, Optional<WriteBudget> budget, Pause pause) {
    this.client = client;
    this.budget = budget;
    this.pause = pause;
    // What takes longer might arrive when somebody else has written newer items.
    this.answerTimeout = settings.answerTimeout();
    this.writers =
        Executors.newFixedThreadPool(
            settings.writers(), Thread.ofPlatform().daemon().name("dynamodb-writer-", 0).factory());
  }

  /**
   * Writes all of it but items that the table can't hold, in whose place it deletes what is there
   * under their keys; when this returns or throws, no request is under way any more.
   *
   * @return the items that were refused
   * @throws Fence.Stale when the writer was replaced
   * @throws SinkException.Unavailable when DynamoDB does not take it now; some may be written
   * @throws SinkException.Rejected when it never will, whatever the items; some may be written
   */
  List<Refusal> write(ItemWrites all, Fence fence) {
    AtomicBoolean failed = new AtomicBoolean();
    Queue<Refusal> refused = new ConcurrentLinkedQueue<>();
    List<Future<?>> requests = new ArrayList<>();
    for (List<Write> batch : batches(all.writes())) {
      requests.add(submit(() -> refused.addAll(write(all, batch, fence, failed))));
    }
    await(requests, failed);
    return List.copyOf(refused);
  }

  private Future<?> submit(Runnable request) {
    try {
      return writers.submit(request);
    } catch (RejectedExecutionException e) {
      throw new SinkException.Unavailable("the sink is closed", e);
    }
  }

  private static List<List<Write>> batches(List<Write> writes) {
    List<List<Write>> batches = new ArrayList<>();
    List<Write> batch = new ArrayList<>();
    long bytes = 0;
    for (Write write : writes) {
      if (batch.size() == MOST_WRITES
          || (bytes + write.item().length() > MOST_BYTES && bytes > 0)) {
        batches.add(batch);
        batch = new ArrayList<>();
        bytes = 0;
      }
      batch.add(write);
      bytes += write.item().length();
    }
    if (!batch.isEmpty()) {
      batches.add(batch);
    }
    return batches;
  }

  private static void await(List<Future<?>> requests, AtomicBoolean failed) {
    RuntimeException first = null;
    boolean interrupted = false;
    for (Future<?> request : requests) {
      while (true) {
        try {
          request.get();
          break;
        } catch (InterruptedException e) {
          // Nothing more is sent; what is under way is waited for.
          interrupted = true;
          failed.set(true);
        } catch (ExecutionException e) {
          first = first == null ? asRuntime(e) : first;
          break;
        } catch (CancellationException e) {
          first = first == null ? e : first;
          break;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
      throw new SinkException.Unavailable("the daemon is stopping", new InterruptedException());
    }
    if (first != null) {
      throw first;
    }
  }

  private static RuntimeException asRuntime(ExecutionException thrown) {
    return thrown.getCause() instanceof RuntimeException e ? e : new IllegalStateException(thrown);
  }

  private List<Refusal> write(
      ItemWrites all, List<Write> batch, Fence fence, AtomicBoolean failed) {
    if (failed.get()) {
      return List.of();
    }
    try {
      return sendButRefused(all, batch, fence);
    } catch (RuntimeException | Error e) {
      failed.set(true);
      throw e;
    }
  }

  private List<Refusal> sendButRefused(ItemWrites all, List<Write> batch, Fence fence) {
    List<Refusal> refused = new ArrayList<>();
    List<Write> now = batch;
    while (true) {
      try {
        send(all, now, fence);
        return refused;
      } catch (SdkException e) {
        // Each time there are fewer items that could be refused.
        List<Refusal> more = new RefusedItems(client, all, now).find(e);
        refused.addAll(more);
        now = withoutRows(now, more);
      }
    }
  }

  private static List<Write> withoutRows(List<Write> batch, List<Refusal> refused) {
    Set<Write> gone = refused.stream().map(Refusal::write).collect(Collectors.toSet());
    return batch.stream()
        .map(w -> gone.contains(w) ? new Write(w.key(), w.item(), true) : w)
        .toList();
  }

  /** Throws an {@link SdkException} when DynamoDB refuses the request itself. */
  private void send(ItemWrites all, List<Write> batch, Fence fence) {
    List<WriteRequest> left = requests(all, batch);
    long unitsEach = Math.ceilDiv(batch.stream().mapToLong(Write::units).sum(), batch.size());
    Backoff backoff = new Backoff(pause);
    while (true) {
      List<WriteRequest> now = left;
      budget.ifPresent(b -> b.take(unitsEach * now.size()));
      fence.check();
      left = leftOf(all, now);
      if (left.isEmpty()) {
        return;
      }
      if (left.size() < now.size()) {
        backoff.reset();
      }
      if (!backoff.again()) {
        throw new SinkException.Unavailable(
            "table %s takes no more writes now: it is throttled; raise its capacity or set a lower rate"
                .formatted(all.table()),
            new IllegalStateException());
      }
    }
  }

  private static List<WriteRequest> requests(ItemWrites all, List<Write> batch) {
    try {
      return batch.stream().map(w -> w.request(all.key())).toList();
    } catch (MalformedItemException e) {
      throw new SinkException.Rejected("a change is malformed: " + e.getMessage(), e);
    }
  }

  /** Sends one request, and returns what was not written; all of it where it was throttled. */
  private List<WriteRequest> leftOf(ItemWrites all, List<WriteRequest> now) {
    BatchWriteItemRequest request =
        BatchWriteItemRequest.builder()
            .requestItems(Map.of(all.table(), now))
            .overrideConfiguration(c -> c.apiCallTimeout(answerTimeout))
            .build();
    try {
      return client.batchWriteItem(request).unprocessedItems().getOrDefault(all.table(), List.of());
    } catch (SdkException e) {
      if (Failures.isThrottling(e)) {
        return now;
      }
      if (Failures.isFinal(e)) {
        throw e;
      }
      throw Failures.of("table " + all.table(), e);
    }
  }

  /** Sends nothing more; requests under way are not waited for. */
  @Override
  public void close() {
    writers.shutdownNow();
  }
}
