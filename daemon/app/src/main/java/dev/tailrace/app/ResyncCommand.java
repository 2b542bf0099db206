package dev.tailrace.app;

import dev.tailrace.config.Config;
import dev.tailrace.config.ConfigFile;
import dev.tailrace.core.Resync;
import dev.tailrace.sink.Commit;
import dev.tailrace.sink.CommitOutcome;
import dev.tailrace.sink.Sink;
import dev.tailrace.sink.TableId;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tailrace resync}: a new backfill of a table beside the live one. */
@Command(
    name = "resync",
    description =
        "Ask for a new backfill of a table. The live table stays until the new one is whole.",
    mixinStandardHelpOptions = true)
final class ResyncCommand implements Callable<Integer> {
  private static final int TRIES = 5;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "The configuration (default: ${DEFAULT-VALUE}).",
      defaultValue = "tailrace.yaml")
  private Path configFile = Path.of("tailrace.yaml");

  @Parameters(paramLabel = "TABLE", description = "The DynamoDB table's name.")
  private String table = "";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Config config = ConfigFile.read(configFile);
    TableId id = new TableId(config.pipeline(), table);
    try (Sink sink = Sinks.open(config.sink().url(), config.aws())) {
      for (int i = 0; i < TRIES; i++) {
        Optional<Commit> commit = Resync.of(id, sink.read(id));
        if (commit.isEmpty()) {
          throw new UserException(
              ExitCode.USAGE,
              "table %s: pipeline %s has never begun it; tailrace run backfills it"
                  .formatted(table, config.pipeline()));
        }
        if (sink.commit(commit.get()) instanceof CommitOutcome.Applied) {
          spec.commandLine()
              .getOut()
              .printf("table %s: a new backfill begins when tailrace run goes on%n", table);
          return ExitCode.OK;
        }
      }
    }
    throw new UserException(
        ExitCode.FAILURE,
        "table %s: its state moved each time in between; try again".formatted(table));
  }
}
