package dev.tailrace.demo;

import dev.tailrace.app.ExitCode;
import dev.tailrace.app.UserException;
import dev.tailrace.core.Phase;
import dev.tailrace.local.LocalAws;
import dev.tailrace.local.LocalAwsOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tailrace demo}: the whole job on this machine, and the proof that it was done. */
@Command(
    name = "demo",
    description = "The whole job on this machine: backfill, hand-over, stream, and a comparison.",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);
  private static final Duration LONGEST_BACKFILL = Duration.ofMinutes(3);
  private static final Duration LONGEST_CATCH_UP = Duration.ofMinutes(1);

  /** For so long nothing more must come, before everything counts as read. */
  private static final Duration QUIET = Duration.ofSeconds(3);

  private static final int SHOWN_DIFFERENCES = 10;

  @Option(names = "--once", description = "End by itself after a while of streaming.")
  private boolean once;

  @Option(
      names = "--seconds",
      defaultValue = "8",
      description = "How long --once streams (default: ${DEFAULT-VALUE}).")
  private int seconds = 8;

  @Option(
      names = "--rate",
      defaultValue = "50",
      description = "Writes a second (default: ${DEFAULT-VALUE}).")
  private int rate = 50;

  @Option(
      names = "--sink",
      defaultValue = "duckdb",
      description =
          "The warehouse: duckdb, postgres, snowflake (an emulator), postgres://user@host:5432/database or snowflake://user@account/DATABASE?warehouse=W (default: ${DEFAULT-VALUE}).")
  private String sink = "duckdb";

  @Option(
      names = "--dir",
      defaultValue = ".tailrace/demo",
      description = "The folder to work in, emptied first (default: ${DEFAULT-VALUE}).")
  private Path folder = Path.of(".tailrace/demo");

  private final PrintStream out = System.out;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile int exitCode = ExitCode.FAILURE;

  @Override
  public Integer call() throws IOException, InterruptedException, SQLException {
    Runtime.getRuntime().addShutdownHook(new Thread(this::stopAndWait, "stop"));
    try {
      makeFolder();
      out.println("Tailrace demo. DynamoDB Local is Amazon's, under a licence of its own: for");
      out.println("development and testing only. It was fetched by Maven onto this machine.");
      out.println();
      try (LocalAws local = LocalAws.start(LocalAwsOptions.in(folder.resolve("aws")));
          DemoWarehouse warehouse = DemoWarehouse.start(sink, folder)) {
        exitCode = run(local, warehouse);
        return exitCode;
      }
    } finally {
      ended.countDown();
    }
  }

  private int run(LocalAws local, DemoWarehouse warehouse)
      throws IOException, InterruptedException, SQLException {
    Instant started = Instant.now();
    try (DemoRun run = new DemoRun(local, folder, warehouse, rate)) {
      out.printf("Two tables of real data, and a writer that makes %d changes a second.%n%n", rate);
      TerminalView view = new TerminalView(out, TerminalView.Style.ofThisTerminal());
      watch(run, view, LONGEST_BACKFILL, () -> allStream(run));
      if (!allStream(run)) {
        return endedEarly(run);
      }
      if (once) {
        watch(run, view, Duration.ofSeconds(seconds), () -> false);
      } else {
        out.println("  Ctrl-C stops the writer and compares.");
        watch(run, view, Duration.ofDays(1), () -> false);
      }
      run.stopWriters();
      catchUp(run, view);
      boolean stopped = run.daemon().stop();
      List<String> troubles = new ArrayList<>(run.daemon().troubles());
      troubles.addAll(run.writerTroubles());
      troubles.forEach(out::println);
      run.daemon().close();
      boolean equal = compare(run, warehouse);
      out.printf("It took %d s.%n", Duration.between(started, Instant.now()).toSeconds());
      return stopped && troubles.isEmpty() && equal ? ExitCode.OK : ExitCode.FAILURE;
    }
  }

  /** Without a table in the warehouse there is nothing to compare. */
  private int endedEarly(DemoRun run) throws InterruptedException {
    run.stopWriters();
    run.daemon().stop();
    out.println();
    run.daemon().troubles().forEach(out::println);
    run.writerTroubles().forEach(out::println);
    out.println("Ended before both tables were in the warehouse: nothing was compared.");
    return ExitCode.FAILURE;
  }

  private static boolean allStream(DemoRun run) {
    return run.daemon().statuses().stream().allMatch(s -> s.phase() == Phase.STREAMING);
  }

  /** Shows progress until {@code done}, Ctrl-C, or for {@code longest}. */
  private void watch(DemoRun run, TerminalView view, Duration longest, BooleanSupplier done)
      throws InterruptedException {
    Instant end = Instant.now().plus(longest);
    do {
      view.show(run.daemon().statuses());
    } while (!done.getAsBoolean()
        && !run.daemon().isOver()
        && Instant.now().isBefore(end)
        && !stop.await(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS));
  }

  private static void catchUp(DemoRun run, TerminalView view) throws InterruptedException {
    Instant end = Instant.now().plus(LONGEST_CATCH_UP);
    Instant quietSince = Instant.MAX;
    while (Instant.now().isBefore(end) && !run.daemon().isOver()) {
      view.show(run.daemon().statuses());
      boolean quiet = run.daemon().isQuiet();
      quietSince =
          !quiet ? Instant.MAX : quietSince.equals(Instant.MAX) ? Instant.now() : quietSince;
      if (quiet && Instant.now().isAfter(quietSince.plus(QUIET))) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS.toMillis());
    }
  }

  private boolean compare(DemoRun run, DemoWarehouse warehouse) throws SQLException {
    out.printf(
        "%nThe writer made %,d changes and has stopped. Table and warehouse, item by item:%n%n",
        run.writes());
    List<Verdict> verdicts = new ArrayList<>();
    try (Connection connection = warehouse.connect()) {
      Comparison comparison = new Comparison(run.aws().dynamoDb(), connection);
      for (Dataset dataset : Dataset.ALL) {
        verdicts.add(comparison.compare(dataset.table(), dataset.keys()));
      }
      verdicts.forEach(this::print);
      out.println();
      SampleQuery.print(connection, warehouse.sampleQuery(), out);
    }
    boolean equal = verdicts.stream().allMatch(Verdict::isEqual);
    out.printf("%n%s%n", equal ? "EQUAL. The warehouse holds what the tables hold." : "NOT EQUAL.");
    warehouse.whatStays().forEach(out::println);
    return equal;
  }

  private void print(Verdict verdict) {
    out.printf(
        "  %-14s %,6d items, %,6d rows, %,6d equal%n",
        verdict.table(), verdict.sourceItems(), verdict.targetRows(), verdict.equal());
    verdict.differences().stream()
        .limit(SHOWN_DIFFERENCES)
        .forEach(d -> out.println("    different: " + d));
  }

  private void makeFolder() throws IOException {
    Path marker = folder.resolve("tailrace.yaml");
    if (Files.exists(folder) && !Files.exists(marker) && !isEmpty(folder)) {
      throw new UserException(
          ExitCode.USAGE,
          "%s: holds something that is not a demo's; name another folder with --dir"
              .formatted(folder));
    }
    if (Files.exists(folder)) {
      try (Stream<Path> old = Files.walk(folder)) {
        for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
    Files.createDirectories(folder.resolve("aws"), PrivateFolder.ATTRIBUTES);
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.findAny().isEmpty();
    }
  }

  /** Ctrl-C: the JVM ends once its hooks have returned, so this one waits for the comparison. */
  private void stopAndWait() {
    if (ended.getCount() == 0) {
      // It ended by itself, and whoever ends the JVM now says how.
      return;
    }
    stop.countDown();
    try {
      ended.await(LONGEST_CATCH_UP.toMillis() * 2, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // A JVM that a signal ends would say so with its exit code, where the verdict is asked for.
    Runtime.getRuntime().halt(exitCode);
  }
}
