package dev.tailrace.demo;

import dev.tailrace.app.Tailrace;
import dev.tailrace.local.LocalCommand;

/** The command line of a checkout: the daemon's verbs, and those that need DynamoDB Local. */
public final class DemoMain {
  private DemoMain() {}

  /** Runs the command and ends the process with its exit code. */
  public static void main(String... args) {
    int exitCode =
        Tailrace.commandLine()
            .addSubcommand(new DemoCommand())
            .addSubcommand(new LocalCommand())
            .execute(args);
    // DynamoDB Local leaves threads behind that would keep the JVM alive.
    System.exit(exitCode);
  }
}
