package dev.tailrace.app;

import dev.tailrace.core.Event;
import dev.tailrace.core.TableStatus;
import dev.tailrace.status.TableReport;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One table's work for as long as the daemon runs: a loop, and another one after it when the table
 * became another one or the loop itself failed. All methods may be called by any thread.
 */
final class TableWorker implements Runnable {
  /**
   * What one loop runs with.
   *
   * @param exports of which the loads are given up at the end
   */
  record Loop(TableRunner runner, ExportCalls exports) {}

  /** Makes the next loop. */
  interface Maker {
    /**
     * A loop for the table as AWS shows it now.
     *
     * @throws UserException when something has to be set up first
     * @throws RuntimeException when AWS does not answer
     */
    Loop make();
  }

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final Logger log = LoggerFactory.getLogger(TableWorker.class);

  private final String table;
  private final Maker maker;
  private final Runnable loopEnded;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private volatile Loop loop;

  /**
   * A table's work that has not begun.
   *
   * @param first its first loop
   * @param loopEnded told after each loop: another worker may go on meanwhile
   */
  TableWorker(String table, Loop first, Maker maker, Runnable loopEnded) {
    this.table = table;
    this.loop = first;
    this.maker = maker;
    this.loopEnded = loopEnded;
  }

  @Override
  public void run() {
    Duration pause = FIRST_PAUSE;
    boolean goesOn = true;
    while (goesOn) {
      Loop now = loop;
      now.runner().run();
      loopEnded.run();
      switch (now.runner().outcome().join()) {
        case TableRunner.Outcome.Stopped end -> goesOn = false;
        case TableRunner.Outcome.PlanAgain end -> goesOn = next(FIRST_PAUSE);
        case TableRunner.Outcome.Defect end -> {
          goesOn = next(pause);
          pause = longer(pause);
        }
      }
    }
    done.complete(null);
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
  }

  /** Makes the next loop, however often that has to be tried; false when it is to stop. */
  private boolean next(Duration first) {
    Duration pause = first;
    String said = "";
    while (!isStopped(pause)) {
      try {
        loop = maker.make();
        // Whoever stops it meanwhile sees the new loop, or is seen here.
        return stopped.getCount() > 0;
      } catch (RuntimeException e) {
        String message = "table %s: can't go on yet: %s".formatted(table, e.getMessage());
        if (!message.equals(said)) {
          log.warn("{}", message);
          said = message;
        }
        pause = longer(pause);
      }
    }
    return false;
  }

  private boolean isStopped(Duration pause) {
    try {
      return stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** Gives an event to the loop that runs. */
  void post(Event event) {
    loop.runner().post(event);
  }

  /** Ends the loop that runs, once what was read is committed, and makes no other. */
  void stop() {
    stopped.countDown();
    abandonLoads();
    post(new Event.StopRequested());
  }

  /** Gives up loads that are under way. */
  void abandonLoads() {
    loop.exports().abandonLoads();
  }

  TableStatus status() {
    return loop.runner().status();
  }

  /** How it is doing, with what went wrong. */
  TableReport report() {
    return loop.runner().report();
  }

  /** Done when the work has ended. */
  CompletableFuture<Void> done() {
    return done;
  }
}
