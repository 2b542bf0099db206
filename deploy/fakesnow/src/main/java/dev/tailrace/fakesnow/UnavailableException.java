package dev.tailrace.fakesnow;

/** This machine can't run fakesnow. The message says in a few words what it lacks. */
public final class UnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  /** With what is missing. */
  public UnavailableException(String message) {
    super(message);
  }

  /** With what is missing, and how that was noticed. */
  public UnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
