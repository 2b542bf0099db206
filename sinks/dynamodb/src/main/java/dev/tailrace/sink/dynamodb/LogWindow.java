package dev.tailrace.sink.dynamodb;

import dev.tailrace.sink.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Gathers changes that come in order, so that of a key that changed often the last alone is
 * written, and hands on as many as fit into its bound.
 */
final class LogWindow {
  private static final long MOST_BYTES = 32L * 1024 * 1024;

  private final Consumer<List<Change>> to;
  private final List<Change> changes = new ArrayList<>();
  private long bytes;

  LogWindow(Consumer<List<Change>> to) {
    this.to = to;
  }

  void add(List<Change> more) {
    for (Change change : more) {
      changes.add(change);
      bytes += change.sizeBytes();
      if (bytes > MOST_BYTES) {
        flush();
      }
    }
  }

  void flush() {
    if (!changes.isEmpty()) {
      to.accept(List.copyOf(changes));
      changes.clear();
      bytes = 0;
    }
  }
}
