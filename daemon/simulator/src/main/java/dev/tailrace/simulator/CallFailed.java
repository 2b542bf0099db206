package dev.tailrace.simulator;

import dev.tailrace.core.Failure;

/** A model's way to answer a call with a failure. */
final class CallFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Failure failure;

  CallFailed(Failure.Kind kind, String message) {
    super(message, null, false, false);
    this.failure = new Failure(kind, message);
  }

  Failure failure() {
    return failure;
  }
}
