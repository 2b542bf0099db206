package dev.tailrace.backfill;

/**
 * A call to AWS failed. The message names the thing, the cause and, where there is one, the mend.
 */
public final class AwsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean passing;

  AwsException(String message, boolean passing, Throwable cause) {
    super(message, cause);
    this.passing = passing;
  }

  /** Whether the same call may succeed later: throttling, a 5xx, a broken connection. */
  public boolean isPassing() {
    return passing;
  }
}
