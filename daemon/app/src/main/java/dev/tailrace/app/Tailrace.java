package dev.tailrace.app;

import dev.tailrace.simulator.SimulateCommand;
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
      SimulateCommand.class,
      CommandLine.HelpCommand.class
    })
public final class Tailrace implements Runnable {
  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  /** The command line with the daemon's verbs; a caller may add others. */
  public static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Tailrace());
    ExitCode.describe(line);
    return line.setExecutionExceptionHandler(new Failures(System.getenv()))
        .setParameterExceptionHandler(new Misspellings());
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
