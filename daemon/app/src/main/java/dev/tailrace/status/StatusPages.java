package dev.tailrace.status;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What there is to read on the status port. Safe for several threads. */
final class StatusPages {
  static final String TEXT = "text/plain; charset=utf-8";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  private final Supplier<List<TableReport>> reports;
  private final Readiness readiness;
  private final TableMetrics metrics;
  private final InstantSource clock;

  StatusPages(
      Supplier<List<TableReport>> reports,
      Readiness readiness,
      TableMetrics metrics,
      InstantSource clock) {
    this.reports = reports;
    this.readiness = readiness;
    this.metrics = metrics;
    this.clock = clock;
  }

  /**
   * An answer.
   *
   * @param code the HTTP status
   * @param type the body's media type
   */
  record Page(int code, String type, String body) {}

  /** The page at {@code path}, made when it is asked for; empty where there is none. */
  Optional<Supplier<Page>> at(String path) {
    return switch (path) {
      case "/healthz" -> Optional.of(() -> new Page(200, TEXT, "ok\n"));
      case "/readyz" -> Optional.of(this::ready);
      case "/metrics" -> Optional.of(() -> new Page(200, PROMETHEUS, metrics.scrape()));
      default -> Optional.empty();
    };
  }

  private Page ready() {
    List<String> problems = readiness.problems(reports.get(), clock.instant());
    return problems.isEmpty()
        ? new Page(200, TEXT, "ready\n")
        : new Page(503, TEXT, String.join("\n", problems) + "\n");
  }
}
