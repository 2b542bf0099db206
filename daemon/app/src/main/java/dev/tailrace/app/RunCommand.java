package dev.tailrace.app;

import dev.tailrace.config.Config;
import dev.tailrace.config.ConfigFile;
import dev.tailrace.control.ControlServer;
import dev.tailrace.core.Phase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tailrace run}: the daemon, until it is told to stop. */
@Command(
    name = "run",
    description = "Backfill the tables, then keep the warehouse equal to them until stopped.",
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);
  private static final Logger log = LoggerFactory.getLogger(RunCommand.class);

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "The configuration (default: ${DEFAULT-VALUE}).",
      defaultValue = "tailrace.yaml")
  private Path configFile = Path.of("tailrace.yaml");

  @Option(
      names = "--dest-uri",
      paramLabel = "URI",
      description =
          "A sink instead of the configuration's; - prints each change as a line of JSON.")
  private Optional<String> destUri = Optional.empty();

  @Option(
      names = "--until-caught-up",
      description = "End with exit code 0 once every table streams and has nothing more to read.")
  private boolean untilCaughtUp;

  @Option(
      names = "--longest-trouble",
      paramLabel = "DURATION",
      description =
          "With --until-caught-up: how long something may stand in a table's way before the run ends with exit code 1 (default: ${DEFAULT-VALUE}).",
      defaultValue = "PT2M")
  private Duration longestTrouble = Duration.ofMinutes(2);

  @Override
  public Integer call() throws InterruptedException {
    Config read = ConfigFile.read(configFile);
    Config config = destUri.map(read::withSinkAt).orElse(read);
    StopSignal signal = StopSignal.install();
    try (AwsClients aws = new AwsClients(config.aws());
        Daemon daemon = new Startup(config, aws, longestWait()).start(signal::await)) {
      Optional<ControlServer> control = control(config, daemon);
      try {
        return follow(daemon, signal);
      } finally {
        control.ifPresent(ControlServer::close);
      }
    } finally {
      signal.release();
    }
  }

  /** With a sink of its own, this is not the daemon that commands with the same file mean. */
  private Optional<ControlServer> control(Config config, Daemon daemon) {
    return destUri.isPresent() ? Optional.empty() : new Control(config, configFile).serve(daemon);
  }

  private int follow(Daemon daemon, StopSignal signal) throws InterruptedException {
    ProgressLines progress = new ProgressLines();
    Patience patience = new Patience(longestTrouble, InstantSource.system());
    while (!signal.await(BETWEEN_LOOKS) && !daemon.isOver()) {
      progress.show(daemon.statuses());
      if (daemon.isSinkClosedForGood()) {
        daemon.troubles().forEach(t -> log.warn("{}", t));
        return ExitCode.FAILURE;
      }
      if (untilCaughtUp
          && (daemon.isCaughtUpWherePossible() || patience.isOver(daemon.statuses()))) {
        break;
      }
    }
    boolean caughtUp = daemon.isCaughtUpWherePossible();
    boolean stopped = daemon.stop();
    progress.show(daemon.statuses());
    daemon.troubles().forEach(t -> log.warn("{}", t));
    log.info(
        stopped
            ? "stopped; everything that was read is in the sink"
            : "stopped; the sink did not answer in time, so the next run reads some changes again");
    if (!stopped || (untilCaughtUp && !caughtUp)) {
      return ExitCode.FAILURE;
    }
    return needsAttention(daemon) ? ExitCode.NEEDS_ATTENTION : ExitCode.OK;
  }

  private static boolean needsAttention(Daemon daemon) {
    return daemon.statuses().stream().anyMatch(s -> s.phase() == Phase.NEEDS_ATTENTION);
  }

  private Optional<Duration> longestWait() {
    return untilCaughtUp ? Optional.of(longestTrouble) : Optional.empty();
  }

  /**
   * SIGTERM and Ctrl-C. The JVM ends once all its shutdown hooks have returned, so the hook waits
   * until the command has.
   */
  private static final class StopSignal {
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);

    static StopSignal install() {
      StopSignal signal = new StopSignal();
      Runtime.getRuntime().addShutdownHook(new Thread(signal::askAndWait, "stop"));
      return signal;
    }

    private void askAndWait() {
      asked.countDown();
      try {
        done.await(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    boolean await(Duration longest) throws InterruptedException {
      return asked.await(longest.toMillis(), TimeUnit.MILLISECONDS);
    }

    void release() {
      done.countDown();
    }
  }
}
