package dev.tailrace.sink;

/** A sink could not do what it was asked; the subtype says what to do next. */
public abstract sealed class SinkException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private SinkException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Nothing was done, and the same call may succeed later. */
  public static final class Unavailable extends SinkException {
    private static final long serialVersionUID = 1L;

    /** With a message for the user. */
    public Unavailable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** It may have been done or not: read the state back before deciding. */
  public static final class OutcomeUnknown extends SinkException {
    private static final long serialVersionUID = 1L;

    /** With a message for the user. */
    public OutcomeUnknown(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * Nothing was done, and the same call fails until a person has changed something. It is worth
   * trying again now and then, since nobody says when that has happened.
   */
  public static final class Rejected extends SinkException {
    private static final long serialVersionUID = 1L;

    /** With a message for the user. */
    public Rejected(String message, Throwable cause) {
      super(message, cause);
    }

    /** With a message for the user, where no other failure led to it. */
    public Rejected(String message) {
      super(message, new IllegalStateException(message));
    }
  }
}
