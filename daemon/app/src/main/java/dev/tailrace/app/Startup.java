package dev.tailrace.app;

import dev.tailrace.config.Config;
import dev.tailrace.preflight.Finding.Kind;
import dev.tailrace.sink.Sink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins a run: looks at everything first, refuses what a person has to change, and waits for what
 * can't be asked now.
 */
final class Startup {
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
  private static final Logger log = LoggerFactory.getLogger(Startup.class);

  private final Config config;
  private final AwsClients aws;
  private final Optional<Duration> patience;

  /**
   * For one run.
   *
   * @param patience how long to wait for what can't be asked now; empty for as long as it takes
   */
  Startup(Config config, AwsClients aws, Optional<Duration> patience) {
    this.config = config;
    this.aws = aws;
    this.patience = patience;
  }

  /** Waits for a signal that ends the process. */
  interface Stop {
    /** Whether it came within that time. */
    boolean await(Duration longest) throws InterruptedException;
  }

  /**
   * The running daemon.
   *
   * @throws UserException when a person has to change something, or when patience is at its end:
   *     everything that was found is in it; also when the signal came first. Nothing was started
   *     then.
   */
  Daemon start(Stop stop) throws InterruptedException {
    Duration waited = Duration.ZERO;
    Duration wait = FIRST_WAIT;
    while (true) {
      boolean last = patience.isPresent() && waited.compareTo(patience.get()) >= 0;
      Optional<Daemon> daemon = attempt(last, wait);
      if (daemon.isPresent()) {
        return daemon.get();
      }
      if (stop.await(wait)) {
        throw new UserException(ExitCode.FAILURE, "told to stop before anything had begun");
      }
      waited = waited.plus(wait);
      wait = wait.multipliedBy(2);
      wait = wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
    }
  }

  private Optional<Daemon> attempt(boolean last, Duration next) {
    AtomicReference<Optional<Daemon>> started = new AtomicReference<>(Optional.empty());
    new Preflight(config, aws, System.getenv())
        .look(
            () -> Sinks.open(config.sink().url(), config.aws()),
            (report, sink) -> {
              refuse(report, last);
              if (!report.isWhole()) {
                report
                    .messages(Kind.UNKNOWN)
                    .forEach(m -> log.warn("{}; looked at again in {} s", m, next.toSeconds()));
                return false;
              }
              started.set(Optional.of(start(report, sink.orElseThrow())));
              return true;
            });
    return started.get();
  }

  private Daemon start(Preflight.Report report, Sink sink) {
    warn(report);
    return Daemon.start(config, aws, sink, report.plans());
  }

  /**
   * The plans of a report that lets all tables start.
   *
   * @throws UserException with everything that was found, when it does not
   */
  static List<TablePlan> plans(Preflight.Report report) {
    refuse(report, true);
    warn(report);
    return report.plans();
  }

  /**
   * Refuses to start where a person has to act.
   *
   * @param last whether a table that can't be looked at now is a reason too
   */
  private static void refuse(Preflight.Report report, boolean last) {
    List<String> refused = new ArrayList<>(report.messages(Kind.CONFIGURATION));
    refused.addAll(report.messages(Kind.PRECONDITION));
    if (!refused.isEmpty() || (last && !report.isWhole())) {
      refused.addAll(report.messages(Kind.UNKNOWN));
      throw new UserException(report.exitCode(), String.join("\n", refused));
    }
  }

  /** A table that waits for a person tells so itself. */
  private static void warn(Preflight.Report report) {
    report.messages(Kind.UNKNOWN).forEach(m -> log.warn("{}", m));
  }
}
