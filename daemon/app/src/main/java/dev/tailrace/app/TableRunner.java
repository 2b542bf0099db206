package dev.tailrace.app;

import dev.tailrace.core.Command;
import dev.tailrace.core.Event;
import dev.tailrace.core.TableProtocol;
import dev.tailrace.core.TableStatus;
import dev.tailrace.core.Wants;
import dev.tailrace.status.TableReport;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop of one table: gives events to the protocol and its commands to the shell. The protocol
 * is touched by the loop's thread alone; {@link #post}, {@link #status} and {@link #outcome} may be
 * called by any.
 *
 * <p>The queue holds at most one answer for each command under way, and the protocol has at most
 * one command for each shard and data file.
 */
final class TableRunner implements Runnable {
  /** How the loop ended. */
  sealed interface Outcome {
    /** It was asked to; what was read is committed. */
    record Stopped() implements Outcome {}

    /** The table has to be looked at again, and another loop made for it. */
    record PlanAgain() implements Outcome {}

    /** The protocol itself failed; another loop begins from what is stored. */
    record Defect(String message) implements Outcome {}
  }

  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
  private static final Duration LONGEST_UNSHOWN = Duration.ofMillis(200);
  private static final Logger log = LoggerFactory.getLogger(TableRunner.class);

  private final TableProtocol protocol;
  private final CommandShell shell;
  private final InstantSource clock;
  private final Consumer<Wants> wants;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
  private volatile TableStatus status;
  private Instant shownAt = Instant.MIN;

  /**
   * A loop that has not begun.
   *
   * @param wants told what has to be done of the table
   */
  TableRunner(
      TableProtocol protocol, CommandShell shell, InstantSource clock, Consumer<Wants> wants) {
    this.protocol = protocol;
    this.wants = wants;
    this.shell = shell;
    this.clock = clock;
    this.status = protocol.status(clock.instant());
  }

  @Override
  public void run() {
    try {
      on(new Event.Woke());
      while (!outcome.isDone()) {
        on(next());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      outcome.complete(new Outcome.Stopped());
    } catch (Throwable e) {
      // The top of a thread: whatever it is, this loop ends here and the other tables go on.
      log.error("table {}: a defect; its work begins again from what is stored", status.table(), e);
      outcome.complete(
          new Outcome.Defect("table " + status.table() + ": a defect: " + e.getClass().getName()));
    }
  }

  private void on(Event event) {
    for (Command command : protocol.on(event, clock.instant())) {
      carryOut(command);
    }
    showStatus();
  }

  /** Not after each of thousands of pages: it looks at every shard. */
  private void showStatus() {
    Instant now = clock.instant();
    if (events.isEmpty() || shownAt.plus(LONGEST_UNSHOWN).isBefore(now)) {
      status = protocol.status(now);
      shownAt = now;
    }
  }

  private void carryOut(Command command) {
    switch (command) {
      case Command.Want want -> wants.accept(want.wants());
      case Command.Warn warn -> log.warn("{}", warn.message());
      case Command.Trouble trouble -> log.warn("{}", trouble.message());
      case Command.Recovered recovered -> log.info("{}", recovered.message());
      case Command.Stopped stopped -> outcome.complete(new Outcome.Stopped());
      case Command.PlanAgain again -> {
        log.info("{}", again.message());
        outcome.complete(new Outcome.PlanAgain());
      }
      default -> shell.start(command, this::post);
    }
  }

  private Event next() throws InterruptedException {
    Instant wake = protocol.nextWake();
    Instant now = clock.instant();
    Duration wait = Duration.ZERO;
    if (wake.isAfter(now)) {
      Instant last = now.plus(LONGEST_WAIT);
      wait = Duration.between(now, wake.isBefore(last) ? wake : last);
    }
    Event event = events.poll(Math.max(1, wait.toMillis()), TimeUnit.MILLISECONDS);
    return event == null ? new Event.Woke() : event;
  }

  void post(Event event) {
    events.add(event);
  }

  TableStatus status() {
    return status;
  }

  /** How it is doing, with what went wrong. */
  TableReport report() {
    CallFailures failures = shell.failures();
    return new TableReport(status, failures.counts(), failures.sinkFailsSince());
  }

  CompletableFuture<Outcome> outcome() {
    return outcome;
  }
}
