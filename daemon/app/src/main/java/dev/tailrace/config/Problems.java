package dev.tailrace.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Everything that is wrong with one file. No problem's text repeats what stands in the file. */
final class Problems {
  /** More than that are the same mistake again and again. */
  private static final int MOST_SHOWN = 20;

  private record Problem(Place place, String text) {}

  private final String file;
  private final List<Problem> found = new ArrayList<>();

  Problems(String file) {
    this.file = file;
  }

  void add(Place place, String text) {
    found.add(new Problem(place, text));
  }

  int count() {
    return found.size();
  }

  /**
   * Ends the reading if there was any, with a line for each: file, line, column and what is wrong.
   */
  void throwIfAny() {
    if (found.isEmpty()) {
      return;
    }
    String lines =
        found.stream()
            .sorted(Comparator.comparingInt(p -> p.place().line()))
            .limit(MOST_SHOWN)
            .map(p -> "%s:%s: %s".formatted(file, p.place(), p.text()))
            .collect(Collectors.joining("\n"));
    int more = found.size() - MOST_SHOWN;
    throw new ConfigException(more > 0 ? lines + "\nand " + more + " more" : lines);
  }
}
