package dev.tailrace.app;

import dev.tailrace.config.Config;
import dev.tailrace.config.ConfigFile;
import dev.tailrace.control.ControlAnswer;
import dev.tailrace.control.ControlRequest;
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
    Optional<ControlAnswer> answer =
        new Control(config, configFile).ask(ControlRequest.resync(table));
    if (answer.isPresent()) {
      return told(answer.get());
    }
    try (Sink sink = Sinks.open(config.sink().url(), config.aws())) {
      ResyncWish.store(sink, id);
    }
    spec.commandLine()
        .getOut()
        .printf(
            "table %s: a new backfill begins when tailrace run goes on; no daemon with this"
                + " configuration answers on this machine%n",
            table);
    return ExitCode.OK;
  }

  private int told(ControlAnswer answer) {
    if (answer.exitCode() != ExitCode.OK) {
      throw new UserException(answer.exitCode(), answer.message());
    }
    spec.commandLine().getOut().println(answer.message());
    return ExitCode.OK;
  }
}
