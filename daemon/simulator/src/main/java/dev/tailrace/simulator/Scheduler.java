package dev.tailrace.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * A virtual clock, and what is to happen when. What is due at one moment happens in the order in
 * which it was asked for.
 */
final class Scheduler {
  private record Task(Instant at, long ordinal, Runnable action) {}

  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparing(Task::at).thenComparingLong(Task::ordinal));
  private final Instant start;
  private Instant now;
  private long ordinals;
  private long steps;

  Scheduler(Instant start) {
    this.start = start;
    this.now = start;
  }

  Instant now() {
    return now;
  }

  Duration elapsed() {
    return Duration.between(start, now);
  }

  long steps() {
    return steps;
  }

  void after(Duration delay, Runnable action) {
    at(now.plus(delay), action);
  }

  void at(Instant time, Runnable action) {
    tasks.add(new Task(time.isBefore(now) ? now : time, ordinals++, action));
  }

  /** Moves the clock to what comes next and does it; false when nothing is to come. */
  boolean step() {
    Task task = tasks.poll();
    if (task == null) {
      return false;
    }
    steps++;
    now = task.at();
    task.action().run();
    return true;
  }
}
