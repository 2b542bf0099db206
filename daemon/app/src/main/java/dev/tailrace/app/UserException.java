package dev.tailrace.app;

/**
 * Something that the user has to know and can do something about; ends the command with an exit
 * code.
 */
public final class UserException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  /** With one of {@link ExitCode} and a message that names the thing, the cause and what to do. */
  public UserException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /** The exit code. */
  public int exitCode() {
    return exitCode;
  }
}
