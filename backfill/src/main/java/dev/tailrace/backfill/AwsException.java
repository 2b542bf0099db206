package dev.tailrace.backfill;

/**
 * A call to AWS failed; the subtype says what to do next. The message names the thing, the cause
 * and, where there is one, the mend.
 */
public abstract sealed class AwsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private AwsException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Whether the same call may succeed later, nothing being changed: {@link Transient}. */
  public final boolean isPassing() {
    return this instanceof Transient;
  }

  /**
   * Throttling, a quota that is used up for now, a 5xx, a broken connection, an export of a time
   * that is still to come or that point-in-time recovery has not got to yet.
   */
  public static final class Transient extends AwsException {
    private static final long serialVersionUID = 1L;

    Transient(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** Point-in-time recovery is off; the message has the command that turns it on. */
  public static final class PitrOff extends AwsException {
    private static final long serialVersionUID = 1L;

    PitrOff(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * What is to be exported lies before the earliest time that point-in-time recovery reaches back
   * to, which only moves on: no export can show it any more.
   */
  public static final class OutOfReach extends AwsException {
    private static final long serialVersionUID = 1L;

    OutOfReach(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** The caller may not do this, or is not who it says. */
  public static final class AccessDenied extends AwsException {
    private static final long serialVersionUID = 1L;

    AccessDenied(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** There is no such table, export or bucket. */
  public static final class NotFound extends AwsException {
    private static final long serialVersionUID = 1L;

    NotFound(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** The endpoint does not know the operation: an emulator without exports. */
  public static final class Unsupported extends AwsException {
    private static final long serialVersionUID = 1L;

    Unsupported(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** The same call will fail again. */
  public static final class Permanent extends AwsException {
    private static final long serialVersionUID = 1L;

    Permanent(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
