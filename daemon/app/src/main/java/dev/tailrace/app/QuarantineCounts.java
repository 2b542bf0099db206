package dev.tailrace.app;

import dev.tailrace.sink.Sink;
import dev.tailrace.sink.TableId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many items of each table are in quarantine, for whoever asks often: the sink is asked at most
 * once in {@link #AGE}, beside the one who asked. Safe for several threads.
 */
final class QuarantineCounts {
  static final Duration AGE = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(QuarantineCounts.class);

  private final Sink sink;
  private final InstantSource clock;
  private final Map<TableId, Count> counts = new ConcurrentHashMap<>();

  /**
   * A count, and when it was asked for.
   *
   * @param items empty until there was an answer
   */
  private record Count(OptionalLong items, Instant asked) {}

  QuarantineCounts(Sink sink, InstantSource clock) {
    this.sink = sink;
    this.clock = clock;
  }

  /** What is known; empty until the sink has told for the first time. */
  OptionalLong of(TableId table) {
    Instant now = clock.instant();
    Count count =
        counts.compute(
            table,
            (id, known) -> {
              if (known != null && now.isBefore(known.asked().plus(AGE))) {
                return known;
              }
              Thread.ofVirtual().name("quarantine-count").start(() -> ask(id));
              return new Count(known == null ? OptionalLong.empty() : known.items(), now);
            });
    return count.items();
  }

  private void ask(TableId table) {
    try {
      OptionalLong items = OptionalLong.of(sink.quarantined(table).size());
      counts.computeIfPresent(table, (id, known) -> new Count(items, known.asked()));
    } catch (RuntimeException e) {
      LOG.debug("{}: the items in quarantine could not be counted", table, e);
    }
  }
}
