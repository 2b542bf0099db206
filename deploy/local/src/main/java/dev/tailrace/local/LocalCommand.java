package dev.tailrace.local;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code tailrace local}: AWS in one process, or exports in front of an AWS elsewhere, until it is
 * interrupted.
 */
@Command(
    name = "local",
    mixinStandardHelpOptions = true,
    description = {
      "Runs DynamoDB, its streams, S3 and exports on one port of this machine.",
      "With --upstream, DynamoDB and S3 are those of an emulator that has no exports, such as"
          + " LocalStack: exports of its tables are added, and all else is passed on to it."
    })
public final class LocalCommand implements Callable<Integer> {
  private static final int FAILURE = 1;
  private static final int LONGEST_STOP_SECONDS = 10;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "4566",
      description = "The port, 0 for any free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "Where S3 keeps its objects; they outlast a stop (default: a temporary folder, deleted at"
              + " the end). Tables are in memory either way.")
  private @Nullable Path dataDirectory;

  @Option(
      names = "--shortest-window",
      paramLabel = "DURATION",
      defaultValue = "PT15M",
      description =
          "The shortest window of an incremental export, such as PT1S to try one at once (default:"
              + " AWS's ${DEFAULT-VALUE}).")
  private Duration shortestWindow = ExportOptions.defaults().shortestWindow();

  @ArgGroup(exclusive = false)
  private @Nullable Upstream upstream;

  private static final class Upstream {
    @Option(
        names = "--upstream",
        paramLabel = "URL",
        required = true,
        description =
            "Where DynamoDB, its streams and S3 answer, such as http://127.0.0.1:4567. Tables need"
                + " a stream with NEW_AND_OLD_IMAGES.")
    private URI dynamoDb = URI.create("");

    @Option(
        names = "--upstream-s3",
        paramLabel = "URL",
        description = "Where S3 answers, if elsewhere.")
    private @Nullable URI s3;

    @Option(
        names = "--bind",
        paramLabel = "ADDRESS",
        defaultValue = Listener.ADDRESS,
        description =
            "The address to listen on; 0.0.0.0 in a container (default: ${DEFAULT-VALUE}). Who"
                + " reaches it reaches the upstream.")
    private String address = Listener.ADDRESS;

    private UpstreamOptions options(int port, ExportOptions exports) {
      return UpstreamOptions.of(dynamoDb, s3 == null ? dynamoDb : s3)
          .listeningOn(address, port)
          .withSecretAccessKey(System.getenv().getOrDefault("AWS_SECRET_ACCESS_KEY", "test"))
          .withExports(exports);
    }
  }

  /** For picocli. */
  public LocalCommand() {}

  /**
   * Runs until the JVM is told to end (SIGINT, SIGTERM) or this thread is interrupted.
   *
   * @return 0, or 1 if it could not start
   */
  @Override
  public Integer call() {
    CountDownLatch stop = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    // The JVM ends as soon as its hooks return, so the hook waits for what this thread clears up.
    Thread hook = new Thread(() -> stopAndWait(stop, stopped), "tailrace-local-stop");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      runUntil(stop);
      return 0;
    } catch (IOException | IllegalArgumentException failure) {
      PrintWriter err = spec.commandLine().getErr();
      err.println("tailrace local: " + failure.getMessage());
      err.flush();
      return FAILURE;
    } finally {
      stopped.countDown();
      forget(hook);
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException runningAlready) {
      // The JVM is going down, and the hook has its part in it.
    }
  }

  private static void stopAndWait(CountDownLatch stop, CountDownLatch stopped) {
    stop.countDown();
    try {
      stopped.await(LONGEST_STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }

  private void runUntil(CountDownLatch stop) throws IOException {
    ExportOptions exports = ExportOptions.defaults().withShortestWindow(shortestWindow);
    if (upstream != null) {
      runUntil(stop, upstream.options(port, exports));
      return;
    }
    if (dataDirectory != null) {
      runUntil(stop, dataDirectory, "S3's objects stay in " + dataDirectory.toAbsolutePath());
      return;
    }
    Path temporary = Files.createTempDirectory("tailrace-local-");
    try {
      runUntil(stop, temporary, "so do S3's objects, unless --data-dir gives them a place");
    } finally {
      delete(temporary);
    }
  }

  private void runUntil(CountDownLatch stop, Path directory, String objects) throws IOException {
    ExportOptions exports = ExportOptions.defaults().withShortestWindow(shortestWindow);
    LocalAwsOptions options = LocalAwsOptions.in(directory).withPort(port).withExports(exports);
    try (LocalAws aws = LocalAws.start(options)) {
      announce(aws, objects);
      stop.await();
    } catch (InterruptedException stopping) {
      // As good as a signal: the one who interrupts wants this to end, and it has.
    }
  }

  private void runUntil(CountDownLatch stop, UpstreamOptions options) throws IOException {
    if (dataDirectory != null) {
      throw new IllegalArgumentException(
          "--data-dir has no use with --upstream, whose S3 keeps the objects: leave it out");
    }
    try (UpstreamAws aws = UpstreamAws.start(options)) {
      PrintWriter out = spec.commandLine().getOut();
      out.println(
          "Exports of the tables at "
              + options.dynamoDb()
              + ", and all else that is there, answer");
      out.println(
          "at " + aws.endpoint() + "; Ctrl-C ends it. Credentials and region are the upstream's.");
      out.println();
      out.println("export AWS_ENDPOINT_URL=" + aws.endpoint());
      out.flush();
      stop.await();
    } catch (InterruptedException stopping) {
      // As good as a signal: the one who interrupts wants this to end, and it has.
    }
  }

  private void announce(LocalAws aws, String objects) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        "DynamoDB, DynamoDB Streams, S3 and STS answer at " + aws.endpoint() + "; Ctrl-C ends it.");
    out.println("Tables are in memory and end with it; " + objects + ".");
    out.println(
        "DynamoDB Local is Amazon's, under a licence of its own: for development and test, not to be"
            + " passed on.");
    out.println();
    aws.environment().forEach((name, value) -> out.println("export " + name + "=" + value));
    out.flush();
  }

  private static void delete(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException | UncheckedIOException leftOver) {
      // A temporary folder that stays is the operating system's to clear.
    }
  }
}
