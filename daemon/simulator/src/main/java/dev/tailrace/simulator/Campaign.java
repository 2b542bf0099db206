package dev.tailrace.simulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/** Many seeds, several at a time. */
public final class Campaign {
  private final LongFunction<Report> run;
  private final Map<Fault, Long> faults = new EnumMap<>(Fault.class);
  private final List<Report> failed = Collections.synchronizedList(new ArrayList<>());
  private Duration simulated = Duration.ZERO;
  private long seeds;
  private long steps;
  private long backfills;

  /** Seeds of the product's protocol. */
  public Campaign() {
    this(seed -> new Simulation(seed).run());
  }

  Campaign(LongFunction<Report> run) {
    this.run = run;
  }

  /**
   * Runs the seeds {@code first} to {@code last}, both inclusive, on as many threads as there are
   * processors.
   *
   * @param mostFailures after so many failed, no more are begun
   */
  public Campaign run(long first, long last, int mostFailures) throws InterruptedException {
    AtomicLong next = new AtomicLong(first);
    int threads = Runtime.getRuntime().availableProcessors();
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        all.add(executor.submit(() -> work(next, last, mostFailures)));
      }
      for (Future<?> one : all) {
        try {
          one.get(1, TimeUnit.DAYS);
        } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
          throw new IllegalStateException(e);
        }
      }
    }
    return this;
  }

  private void work(AtomicLong next, long last, int mostFailures) {
    long seed = next.getAndIncrement();
    while (seed <= last && failed.size() < mostFailures) {
      count(run.apply(seed));
      seed = next.getAndIncrement();
    }
  }

  private synchronized void count(Report report) {
    seeds++;
    steps += report.steps();
    backfills += report.backfills();
    simulated = simulated.plus(report.simulated());
    report.faults().forEach((fault, times) -> faults.merge(fault, times, Long::sum));
    if (report.violation().isPresent()) {
      failed.add(report);
    }
  }

  /** The runs in which something happened that must not. */
  public List<Report> failed() {
    return List.copyOf(failed);
  }

  /** How many seeds were run to their end. */
  public long seeds() {
    return seeds;
  }

  /** How often each kind of fault was injected. */
  public Map<Fault, Long> faults() {
    return new EnumMap<>(faults);
  }

  /** The virtual time that passed in all of them. */
  public Duration simulated() {
    return simulated;
  }

  /** How many times reading was begun from an anchor: backfills and repairs. */
  public long anchors() {
    return backfills;
  }

  /** How many things happened. */
  public long steps() {
    return steps;
  }
}
