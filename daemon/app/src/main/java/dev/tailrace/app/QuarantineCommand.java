package dev.tailrace.app;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tailrace quarantine}: items that their targets can't store. */
@Command(
    name = "quarantine",
    description = "Look at the items that a target can't store, and try them again.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {QuarantineListCommand.class, QuarantineRetryCommand.class})
final class QuarantineCommand implements Runnable {
  static final String NOTHING = "nothing in quarantine";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "name a command");
  }
}
