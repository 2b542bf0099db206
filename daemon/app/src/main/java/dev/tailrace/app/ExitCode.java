package dev.tailrace.app;

/** What the process ends with. */
public final class ExitCode {
  /** All went well. */
  public static final int OK = 0;

  /** Something failed. */
  public static final int FAILURE = 1;

  /** The command line or the configuration can't be used. */
  public static final int USAGE = 2;

  /** Something outside has to be set up first; the message has the command for it. */
  public static final int PRECONDITION = 3;

  /** A table needs a person's decision. */
  public static final int NEEDS_ATTENTION = 4;

  private ExitCode() {}
}
