package dev.tailrace.app;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;

/** What the process ends with; the same cause has the same code in every command. */
public final class ExitCode {
  /** All went well. */
  public static final int OK = 0;

  /** Something failed that may go well another time, or a defect. */
  public static final int FAILURE = 1;

  /** The command line or the configuration can't be used. */
  public static final int USAGE = 2;

  /**
   * Something outside has to be set up or allowed first, or can't be reached; the message says
   * what.
   */
  public static final int PRECONDITION = 3;

  /** A table needs a person's decision. */
  public static final int NEEDS_ATTENTION = 4;

  private ExitCode() {}

  /** Puts the codes at the end of a command's help, and of that of all that are below it. */
  static void describe(CommandLine line) {
    Map<String, String> codes = new LinkedHashMap<>();
    codes.put("" + OK, "All went well.");
    codes.put("" + FAILURE, "Something failed; another try may go well.");
    codes.put("" + USAGE, "The command line or the configuration can't be used.");
    codes.put(
        "" + PRECONDITION, "Something has to be set up or allowed first, or can't be reached.");
    codes.put("" + NEEDS_ATTENTION, "A table needs a person's decision.");
    line.getCommandSpec().usageMessage().exitCodeListHeading("%nExit codes:%n").exitCodeList(codes);
    line.getSubcommands().values().forEach(ExitCode::describe);
  }
}
