package dev.tailrace.app;

import dev.tailrace.config.ConfigException;
import dev.tailrace.simulator.SimulateCommand;
import dev.tailrace.sink.DataFileException;
import dev.tailrace.sink.Redacted;
import dev.tailrace.sink.SinkException;
import java.util.OptionalInt;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. */
@Command(
    name = "tailrace",
    description = "Keeps warehouse tables equal to DynamoDB tables.",
    mixinStandardHelpOptions = true,
    version = "tailrace 0.1.0",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      RunCommand.class,
      IngestCommand.class,
      ResyncCommand.class,
      HealthCommand.class,
      CheckCommand.class,
      QuarantineCommand.class,
      IamPolicyCommand.class,
      SimulateCommand.class
    })
public final class Tailrace implements Runnable {
  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  /** The command line with the daemon's verbs; a caller may add others. */
  public static CommandLine commandLine() {
    return new CommandLine(new Tailrace())
        .setExecutionExceptionHandler(
            (e, command, parsed) -> {
              OptionalInt exitCode = exitCodeOf(e);
              // A defect's trace is to be seen; the messages in it are anyone's.
              String message =
                  exitCode.isPresent() ? "tailrace: " + e.getMessage() : Redacted.trace(e);
              command.getErr().println(command.getColorScheme().errorText(message));
              return exitCode.orElse(ExitCode.FAILURE);
            });
  }

  private static OptionalInt exitCodeOf(Exception e) {
    return switch (e) {
      case UserException user -> OptionalInt.of(user.exitCode());
      case ConfigException config -> OptionalInt.of(ExitCode.USAGE);
      case DataFileException file -> OptionalInt.of(ExitCode.FAILURE);
      case SinkException sink -> OptionalInt.of(ExitCode.FAILURE);
      default -> OptionalInt.empty();
    };
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "name a command");
  }

  /** Runs the command and ends the process with its exit code. */
  public static void main(String... args) {
    System.exit(commandLine().execute(args));
  }
}
