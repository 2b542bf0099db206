package dev.tailrace.app;

import dev.tailrace.config.Config;
import dev.tailrace.config.ConfigFile;
import dev.tailrace.preflight.Finding;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tailrace check}: looks at everything that a run needs, and starts and makes nothing. */
@Command(
    name = "check",
    description =
        "Look at everything that a run needs, say what is missing and what to do, and start nothing.",
    mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "The configuration (default: ${DEFAULT-VALUE}).",
      defaultValue = "tailrace.yaml")
  private Path configFile = Path.of("tailrace.yaml");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Config config = ConfigFile.read(configFile);
    try (AwsClients aws = new AwsClients(config.aws())) {
      AtomicInteger code = new AtomicInteger();
      new Preflight(config, aws, System.getenv())
          .look(
              () -> Sinks.open(config.sink().url(), config.aws()),
              (report, sink) -> {
                show(report);
                code.set(report.exitCode());
                return false;
              });
      return code.get();
    }
  }

  private void show(Preflight.Report report) {
    PrintWriter out = spec.commandLine().getOut();
    report.findings().inOrder().forEach(m -> out.printf("%-8s %s%n", "ok", m));
    for (Finding finding : report.findings().found()) {
      out.printf("%-8s %s%n", finding.kind().label(), finding.message());
    }
    out.flush();
  }
}
