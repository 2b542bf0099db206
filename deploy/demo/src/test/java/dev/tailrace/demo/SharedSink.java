package dev.tailrace.demo;

import dev.tailrace.item.Item;
import dev.tailrace.sink.Commit;
import dev.tailrace.sink.CommitOutcome;
import dev.tailrace.sink.DataFileLoad;
import dev.tailrace.sink.Guarantee;
import dev.tailrace.sink.LoadOutcome;
import dev.tailrace.sink.Sink;
import dev.tailrace.sink.TableId;
import dev.tailrace.sink.TableState;
import dev.tailrace.sink.TargetTable;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * One sink that several workers of this process write to, each through a {@link #view} of its own;
 * with DuckDB, one process is all there can be. Closed when the last of them is.
 */
final class SharedSink implements AutoCloseable {
  private final Sink sink;
  private final AtomicInteger holders = new AtomicInteger(1);

  /** Holds {@code sink} until it is closed, beside the views. */
  SharedSink(Sink sink) {
    this.sink = sink;
  }

  /** The sink of a worker whose calls wait at the gate. */
  Sink view(Gate gate) {
    holders.incrementAndGet();
    return new View(gate);
  }

  @Override
  public void close() {
    if (holders.decrementAndGet() == 0) {
      sink.close();
    }
  }

  private final class View implements Sink {
    private final Gate gate;
    private final AtomicBoolean closed = new AtomicBoolean();

    View(Gate gate) {
      this.gate = gate;
    }

    private Sink behindGate() {
      try {
        gate.pass();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return sink;
    }

    @Override
    public Guarantee guarantee() {
      return sink.guarantee();
    }

    @Override
    public TableState read(TableId table) {
      return behindGate().read(table);
    }

    @Override
    public CommitOutcome commit(Commit commit) {
      return behindGate().commit(commit);
    }

    @Override
    public LoadOutcome load(DataFileLoad load) {
      return behindGate().load(load);
    }

    @Override
    public void touchedSince(
        TableId table, TargetTable target, Instant since, Consumer<Item> keys) {
      behindGate().touchedSince(table, target, since, keys);
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        SharedSink.this.close();
      }
    }
  }
}
