package dev.tailrace.app;

import dev.tailrace.core.Event;
import dev.tailrace.core.Wants;
import dev.tailrace.lease.LeaseCommand;
import dev.tailrace.lease.LeaseEvent;
import dev.tailrace.lease.LeaseProtocol;
import dev.tailrace.lease.LeaseSettings;
import dev.tailrace.lease.LeaseTable;
import dev.tailrace.stream.LeaseStore;
import dev.tailrace.stream.StreamException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop of this worker's leases: gives events to the protocol, its calls to the lease table, and
 * what is granted to the tables. The protocol is touched by the loop's thread alone.
 */
final class LeaseRunner implements Runnable {
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
  private static final Logger log = LoggerFactory.getLogger(LeaseRunner.class);

  private final LeaseProtocol protocol;
  private final LeaseSettings settings;
  private final LeaseStore store;
  private final InstantSource clock;
  private final BlockingQueue<LeaseEvent> events = new LinkedBlockingQueue<>();
  private final Map<String, Consumer<Event>> tables = new ConcurrentHashMap<>();
  private final CompletableFuture<Void> left = new CompletableFuture<>();

  LeaseRunner(LeaseSettings settings, LeaseStore store, InstantSource clock) {
    this.protocol = new LeaseProtocol(settings);
    this.settings = settings;
    this.store = store;
    this.clock = clock;
  }

  /** Makes a table known, before the loop begins. */
  void add(String table, Consumer<Event> granted) {
    tables.put(table, granted);
  }

  void wanted(String table, Wants wants) {
    events.add(new LeaseEvent.Wanted(table, wants));
  }

  void ended(String table) {
    events.add(new LeaseEvent.TableEnded(table));
  }

  /** Gives everything back; the future is done when that has happened. */
  CompletableFuture<Void> stop() {
    events.add(new LeaseEvent.StopRequested());
    return left;
  }

  @Override
  public void run() {
    try {
      on(new LeaseEvent.Woke());
      while (!left.isDone()) {
        on(next());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | AssertionError e) {
      // The top of a thread. Without leases nothing is read; what is stored stays right.
      log.error("leases: stopped by a defect", e);
    } finally {
      left.complete(null);
    }
  }

  private void on(LeaseEvent event) {
    protocol.on(event, clock.instant()).forEach(this::carryOut);
  }

  private LeaseEvent next() throws InterruptedException {
    Instant now = clock.instant();
    Instant wake = protocol.nextWake();
    // It may be as far away as time goes.
    Duration wait =
        wake.isBefore(now.plus(LONGEST_WAIT)) ? Duration.between(now, wake) : LONGEST_WAIT;
    long millis = Math.max(1, wait.toMillis());
    LeaseEvent event = events.poll(millis, TimeUnit.MILLISECONDS);
    return event == null ? new LeaseEvent.Woke() : event;
  }

  private void carryOut(LeaseCommand command) {
    switch (command) {
      case LeaseCommand.Warn warn -> log.warn("{}", warn.message());
      case LeaseCommand.Left done -> left.complete(null);
      case LeaseCommand.Grant grant -> {
        Consumer<Event> table = tables.get(grant.table());
        if (table != null) {
          table.accept(new Event.Owned(grant.ownership()));
        }
      }
      default -> Thread.ofVirtual().start(() -> events.add(call(command)));
    }
  }

  private LeaseEvent call(LeaseCommand command) {
    try {
      return answer(command);
    } catch (StreamException e) {
      return new LeaseEvent.Failed(command, String.valueOf(e.getMessage()));
    } catch (Throwable e) {
      // Each call is answered, whatever it throws.
      return new LeaseEvent.Failed(command, "a defect: " + e.getClass().getSimpleName());
    }
  }

  private LeaseEvent answer(LeaseCommand command) {
    String worker = settings.worker();
    switch (command) {
      case LeaseCommand.Beat c -> store.beat(new LeaseTable.Worker(worker, c.beat()));
      case LeaseCommand.Look c -> {
        return new LeaseEvent.Seen(store.look());
      }
      case LeaseCommand.Take c -> {
        if (store.take(worker, c.unit().key(), c.seen(), c.epoch())) {
          return new LeaseEvent.Taken(c.unit(), c.epoch());
        }
      }
      case LeaseCommand.GiveBack c -> store.giveBack(worker, c.unit(), c.epoch());
      case LeaseCommand.Forget c -> store.forget(worker, c.unit(), c.epoch());
      case LeaseCommand.Bury c -> store.bury(c.worker());
      case LeaseCommand.Leave c -> store.leave(worker);
      case LeaseCommand.Grant c -> throw new IllegalArgumentException("not a call: " + c);
      case LeaseCommand.Warn c -> throw new IllegalArgumentException("not a call: " + c);
      case LeaseCommand.Left c -> throw new IllegalArgumentException("not a call: " + c);
    }
    return new LeaseEvent.Done(command);
  }
}
