package dev.tailrace.simulator;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** The last things that happened. They are turned into text only when someone asks. */
final class Trace {
  private record Entry(Duration at, String who, Supplier<String> what) {}

  private static final int LONGEST_LINE = 400;

  private final Scheduler scheduler;
  private final int capacity;
  private final Deque<Entry> entries = new ArrayDeque<>();

  Trace(Scheduler scheduler, int capacity) {
    this.scheduler = scheduler;
    this.capacity = capacity;
  }

  /** Notes something; {@code what} must not change afterwards. */
  void note(String who, Supplier<String> what) {
    if (entries.size() == capacity) {
      entries.removeFirst();
    }
    entries.addLast(new Entry(scheduler.elapsed(), who, what));
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (Entry entry : entries) {
      String text = entry.what().get();
      String cut = text.length() > LONGEST_LINE ? text.substring(0, LONGEST_LINE) + "…" : text;
      lines.add("%14s %-8s %s".formatted(clock(entry.at()), entry.who(), cut));
    }
    return lines;
  }

  private static String clock(Duration at) {
    return String.format(
        Locale.ROOT,
        "%d:%02d:%02d.%03d",
        at.toHours(),
        at.toMinutesPart(),
        at.toSecondsPart(),
        at.toMillisPart());
  }
}
