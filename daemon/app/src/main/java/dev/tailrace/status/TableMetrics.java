package dev.tailrace.status;

import dev.tailrace.core.Failure;
import dev.tailrace.core.Phase;
import dev.tailrace.core.TableStatus;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * The metrics of all tables, read when they are asked for. Safe for several threads.
 *
 * <p>A lag is by this worker's clock against AWS's, so as right as that clock is.
 */
final class TableMetrics {
  /** How long a stream keeps its records (AWS: Change data capture for DynamoDB Streams). */
  private static final Duration RETENTION = Duration.ofHours(24);

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Supplier<List<TableReport>> reports;
  private final InstantSource clock;

  TableMetrics(Supplier<List<TableReport>> reports, InstantSource clock) {
    this.reports = reports;
    this.clock = clock;
    for (TableReport report : reports.get()) {
      add(report.status().table());
    }
  }

  /** All of them in Prometheus' text format. */
  String scrape() {
    return registry.scrape();
  }

  private void add(String table) {
    gauge(table, "lag.seconds", "Age of the oldest change that is not in the sink", this::lag);
    gauge(
        table,
        "retention.remaining.seconds",
        "Time until the stream drops a change that is not in the sink",
        r -> RETENTION.toSeconds() - lag(r));
    gauge(
        table,
        "backfill.items.expected",
        "Items that the export holds",
        r -> r.status().itemsExpected());
    gauge(
        table,
        "backfill.items.loaded",
        "Items of the export that are loaded",
        r -> r.status().itemsLoaded());
    counter(table, "records.read", "Stream records read", TableStatus::changesRead);
    counter(table, "records.merged", "Stream records committed", TableStatus::changesMerged);
    counter(
        table,
        "values.drifted",
        "Values that their columns could not hold, kept in the overflow",
        TableStatus::drifted);
    gauge(
        table,
        "items.quarantined",
        "Items that their targets can't store, kept in quarantine",
        r -> r.quarantined().isPresent() ? r.quarantined().getAsLong() : Double.NaN);
    for (Phase phase : Phase.values()) {
      Gauge.builder("tailrace.table.phase", () -> of(table).status().phase() == phase ? 1 : 0)
          .description("1 for the phase that the table is in")
          .tags(Tags.of("table", table, "phase", lower(phase)))
          .register(registry);
    }
    for (Failure.Kind kind : Failure.Kind.values()) {
      FunctionCounter.builder(
              "tailrace.table.errors", this, m -> m.of(table).failures().getOrDefault(kind, 0L))
          .description("Failed calls for the table, by what is done about them")
          .tags(Tags.of("table", table, "kind", lower(kind)))
          .register(registry);
    }
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private void gauge(
      String table, String name, String description, ToDoubleFunction<TableReport> value) {
    Gauge.builder("tailrace.table." + name, () -> value.applyAsDouble(of(table)))
        .description(description)
        .tags(Tags.of("table", table))
        .register(registry);
  }

  private void counter(
      String table, String name, String description, ToDoubleFunction<TableStatus> value) {
    FunctionCounter.builder(
            "tailrace.table." + name, this, m -> value.applyAsDouble(m.of(table).status()))
        .description(description)
        .tags(Tags.of("table", table))
        .register(registry);
  }

  /** Not a number where this worker reads no shard of the table. */
  private double lag(TableReport report) {
    Instant now = clock.instant();
    return report
        .status()
        .committedUntil()
        .map(until -> Math.max(0, Duration.between(until, now).toMillis() / 1000.0))
        .orElse(Double.NaN);
  }

  private TableReport of(String table) {
    return reports.get().stream()
        .filter(r -> r.status().table().equals(table))
        .findFirst()
        .orElseThrow();
  }
}
