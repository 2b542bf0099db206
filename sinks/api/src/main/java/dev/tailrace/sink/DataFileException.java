package dev.tailrace.sink;

/** A data file is missing, cut short or altered. The message names it and says what to do. */
public final class DataFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With a message for the user. */
  public DataFileException(String message) {
    super(message);
  }

  /** With a message for the user, and what led to it. */
  public DataFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
