package dev.tailrace.simulator;

import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tailrace simulate}: the protocol against a model of AWS that does its worst. */
@Command(
    name = "simulate",
    description =
        "Run the replication protocol under seeds, with crashes, faults and lost answers.",
    mixinStandardHelpOptions = true)
public final class SimulateCommand implements Callable<Integer> {
  private static final Pattern RANGE = Pattern.compile("(\\d{1,18})\\.\\.(\\d{1,18})");
  private static final int MOST_FAILURES_SHOWN = 5;

  @ArgGroup(multiplicity = "1")
  private Seeds seeds = new Seeds();

  @Option(
      names = "--trace",
      paramLabel = "LINES",
      description = "How many of the last steps of a seed are printed (${DEFAULT-VALUE}).",
      defaultValue = "200")
  private int traced = 200;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** For picocli. */
  public SimulateCommand() {}

  private static final class Seeds {
    @Option(
        names = "--seed",
        paramLabel = "N",
        description = "Run one seed and print what happened.")
    private long seed;

    @Option(
        names = "--seeds",
        paramLabel = "A..B",
        description = "Run all seeds from A to B, several at a time.")
    private String range = "";
  }

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    if (seeds.range.isEmpty()) {
      Report report = new Simulation(seeds.seed, traced).run();
      out.println(report.explain());
      out.println(figures(report));
      return report.violation().isPresent() ? 1 : 0;
    }
    Matcher matcher = RANGE.matcher(seeds.range);
    if (!matcher.matches()) {
      throw new ParameterException(
          spec.commandLine(), "--seeds: «" + seeds.range + "» is not a range; write it as 1..1000");
    }
    long first = Long.parseLong(matcher.group(1));
    long last = Long.parseLong(matcher.group(2));
    if (last < first) {
      throw new ParameterException(
          spec.commandLine(),
          "--seeds: «" + seeds.range + "» holds no seed; write the smaller one first");
    }
    return runAll(first, last, out);
  }

  private static String figures(Report report) {
    return "%d steps, %s of virtual time, %d anchors, faults %s"
        .formatted(report.steps(), days(report.simulated()), report.backfills(), report.faults());
  }

  private static int runAll(long first, long last, PrintWriter out) throws InterruptedException {
    long start = System.nanoTime();
    Campaign campaign = new Campaign().run(first, last, Integer.MAX_VALUE);
    double seconds = (System.nanoTime() - start) / 1e9;
    out.printf(
        "%,d seeds in %.1f s: %.0f a second; %s of virtual time, %,d steps, %,d anchors%n",
        campaign.seeds(),
        seconds,
        campaign.seeds() / seconds,
        days(campaign.simulated()),
        campaign.steps(),
        campaign.anchors());
    campaign.faults().forEach((fault, times) -> out.printf("  %,12d  %s%n", times, fault));
    List<Report> failed =
        campaign.failed().stream().sorted(Comparator.comparingLong(Report::seed)).toList();
    failed.stream()
        .limit(MOST_FAILURES_SHOWN)
        .forEach(
            report ->
                out.printf(
                    "seed %d: %s%n  ./tailrace simulate --seed %d%n",
                    report.seed(), report.violation().orElse(""), report.seed()));
    out.printf("%d failed%n", failed.size());
    out.flush();
    return failed.isEmpty() ? 0 : 1;
  }

  private static String days(java.time.Duration time) {
    return "%,.1f days".formatted(time.toMinutes() / (24.0 * 60));
  }
}
