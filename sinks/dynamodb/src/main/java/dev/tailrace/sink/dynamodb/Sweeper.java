package dev.tailrace.sink.dynamodb;

import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.TableId;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes forgotten log entries and notes of files, one table after the other, beside the work.
 * What it does not come to, because the process ends, is found at the table's next swap.
 */
final class Sweeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);

  private final StateTable state;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("dynamodb-sweeper").factory());

  Sweeper(StateTable state) {
    this.state = state;
  }

  /** Sweeps what is older than the generations of {@code now}, soon. */
  void sweep(TableId table, TableItem now) {
    try {
      thread.execute(() -> sweepNow(table, now));
    } catch (RejectedExecutionException closed) {
      LOG.debug("{}: forgotten entries stay until the next swap", table);
    }
  }

  private void sweepNow(TableId table, TableItem now) {
    try {
      new ChangeLog(state, table).sweep(now.logGeneration());
      new LoadedFiles(state, table).sweep(now.fileGeneration());
    } catch (SinkException e) {
      LOG.warn("{}: forgotten entries stay in the state table until the next swap", table, e);
    }
  }

  /** Stops in the middle. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
