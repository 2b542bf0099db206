package dev.tailrace.localstack;

/** LocalStack can't run on this machine; the message says why. */
public final class UnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  UnavailableException(String why) {
    super(why);
  }

  UnavailableException(String why, Throwable cause) {
    super(why, cause);
  }
}
