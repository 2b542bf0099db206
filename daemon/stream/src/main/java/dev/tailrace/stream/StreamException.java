package dev.tailrace.stream;

import dev.tailrace.core.Failure;

/** A call to DynamoDB or its streams failed. */
public final class StreamException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Failure failure;

  StreamException(Failure failure) {
    super(failure.message());
    this.failure = failure;
  }

  StreamException(Failure failure, Throwable cause) {
    super(failure.message(), cause);
    this.failure = failure;
  }

  /** What to do about it. */
  public Failure failure() {
    return failure;
  }
}
