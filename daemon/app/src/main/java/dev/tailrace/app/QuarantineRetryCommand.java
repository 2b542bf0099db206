package dev.tailrace.app;

import dev.tailrace.app.QuarantineEntries.Entry;
import dev.tailrace.config.Config;
import dev.tailrace.config.ConfigFile;
import dev.tailrace.sink.Sink;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tailrace quarantine retry}: tries to store items as the configuration makes them now. */
@Command(
    name = "retry",
    description =
        "Look the items up in their DynamoDB tables, and store those that fit as they are configured now. A daemon may run meanwhile.",
    mixinStandardHelpOptions = true)
final class QuarantineRetryCommand implements Callable<Integer> {
  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "The configuration (default: ${DEFAULT-VALUE}).",
      defaultValue = "tailrace.yaml")
  private Path configFile = Path.of("tailrace.yaml");

  @Option(names = "--table", paramLabel = "TABLE", description = "Of this DynamoDB table alone.")
  private Optional<String> table = Optional.empty();

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description =
          "This item alone: its key as list writes it, or the value where it has but one.")
  private Optional<String> key = Optional.empty();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Config config = ConfigFile.read(configFile);
    PrintWriter out = spec.commandLine().getOut();
    boolean allFit = true;
    if (!Sinks.quarantines(config.sink().url())) {
      out.println(QuarantineCommand.NOTHING);
    } else {
      try (AwsClients aws = new AwsClients(config.aws());
          Sink sink = Sinks.open(config.sink().url(), config.aws())) {
        List<Entry> entries =
            QuarantineEntries.of(config, aws, sink, table).stream()
                .filter(e -> key.map(e::hasKey).orElse(true))
                .toList();
        if (entries.isEmpty()) {
          out.println(QuarantineCommand.NOTHING);
        }
        Map<String, QuarantineRetry> retries = new HashMap<>();
        for (Entry entry : entries) {
          QuarantineRetry.Outcome outcome =
              retries
                  .computeIfAbsent(
                      entry.table().table(), name -> QuarantineRetry.of(config, aws, sink, entry))
                  .of(entry.quarantined());
          out.println(outcome.line(entry));
          allFit &= !(outcome instanceof QuarantineRetry.Outcome.Stays);
        }
      }
    }
    out.flush();
    return allFit ? ExitCode.OK : ExitCode.FAILURE;
  }
}
