package dev.tailrace.core;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What goes wrong with a table's calls: told once when it begins, once when it ends, and again now
 * and then while it lasts. What passes by itself is told only when it lasts.
 */
final class Troubles {
  /** Parts of a table's work that fail and recover each by itself. */
  enum Area {
    SOURCE,
    LISTING,
    READING,
    EXPORT,
    LOADING,
    SINK
  }

  /** What is retried within this time is nobody's concern. */
  private static final Duration WORTH_TELLING = Duration.ofSeconds(10);

  private static final Duration BETWEEN_REMINDERS = Duration.ofMinutes(15);

  private final String table;
  private final Map<Area, Trouble> open = new EnumMap<>(Area.class);
  private final List<Command> over = new ArrayList<>();

  private static final class Trouble {
    private final Instant since;
    private final Set<Object> failing = new HashSet<>();
    private String message;
    private boolean urgent;
    private Instant toldAt = Instant.MAX;

    Trouble(Instant since, String message) {
      this.since = since;
      this.message = message;
    }

    boolean isTold() {
      return !toldAt.equals(Instant.MAX);
    }
  }

  Troubles(String table) {
    this.table = table;
  }

  /**
   * A call failed.
   *
   * @param key what the call was about; the trouble ends when nothing of its area fails any more
   */
  void failed(Area area, Object key, Failure failure, Instant now) {
    boolean passes = failure.kind() == Failure.Kind.RETRY;
    boolean isPartOfTheWork =
        failure.kind() == Failure.Kind.ITERATOR_EXPIRED
            || failure.kind() == Failure.Kind.OUTCOME_UNKNOWN
            || failure.kind() == Failure.Kind.POSITION_LOST
            || failure.kind() == Failure.Kind.NOT_FOUND;
    raise(area, key, failure.message(), !passes && !isPartOfTheWork, now);
  }

  /** Something stands in the way that no call failed of; told at once. */
  void stands(Area area, String message, Instant now) {
    raise(area, area, message, true, now);
  }

  private void raise(Area area, Object key, String message, boolean urgent, Instant now) {
    Trouble trouble = open.computeIfAbsent(area, a -> new Trouble(now, message));
    trouble.failing.add(key);
    if (urgent && !trouble.urgent && trouble.isTold() && !trouble.message.equals(message)) {
      // It became another one: that is news.
      trouble.toldAt = Instant.MAX;
    }
    if (urgent || !trouble.urgent) {
      trouble.message = message;
      trouble.urgent |= urgent;
    }
  }

  /** A call about {@code key} succeeded. */
  void worked(Area area, Object key, Instant now) {
    Trouble trouble = open.get(area);
    if (trouble != null && trouble.failing.remove(key) && trouble.failing.isEmpty()) {
      ended(area, now);
    }
  }

  /** Nothing of the area fails any more. */
  void ended(Area area, Instant now) {
    Trouble trouble = open.remove(area);
    if (trouble != null && trouble.isTold()) {
      over.add(
          new Command.Recovered(
              "table %s: goes on after %d s (%s)"
                  .formatted(
                      table,
                      Math.max(0, Duration.between(trouble.since, now).toSeconds()),
                      nameOf(area))));
    }
  }

  private static String nameOf(Area area) {
    return switch (area) {
      case SOURCE -> "the table itself";
      case LISTING -> "listing its shards";
      case READING -> "reading its stream";
      case EXPORT -> "its export";
      case LOADING -> "loading its export";
      case SINK -> "the sink";
    };
  }

  /** What there is to tell now. */
  List<Command> tell(Instant now) {
    List<Command> told = new ArrayList<>(over);
    over.clear();
    for (Trouble trouble : open.values()) {
      if (!trouble.isTold()) {
        boolean lasts = !now.isBefore(trouble.since.plus(WORTH_TELLING));
        if (trouble.urgent || lasts) {
          trouble.toldAt = now;
          told.add(new Command.Trouble(named(trouble.message)));
        }
      } else if (!now.isBefore(trouble.toldAt.plus(BETWEEN_REMINDERS))) {
        trouble.toldAt = now;
        told.add(
            new Command.Trouble(
                "%s (for %d minutes now)"
                    .formatted(
                        named(trouble.message), Duration.between(trouble.since, now).toMinutes())));
      }
    }
    return told;
  }

  private String named(String message) {
    String prefix = "table %s: ".formatted(table);
    return message.startsWith(prefix) ? message : prefix + message;
  }

  /** The trouble that a person should know of now; the first in the order of the areas. */
  Optional<String> told() {
    return open.values().stream().filter(Trouble::isTold).map(t -> named(t.message)).findFirst();
  }
}
