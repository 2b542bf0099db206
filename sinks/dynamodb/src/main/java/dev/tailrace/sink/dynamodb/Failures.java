package dev.tailrace.sink.dynamodb;

import dev.tailrace.sink.Redacted;
import dev.tailrace.sink.SinkException;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.InternalServerErrorException;
import software.amazon.awssdk.services.dynamodb.model.LimitExceededException;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.RequestLimitExceededException;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;

/** Sorts what the SDK throws into what to do about it; nothing else lets it out. */
final class Failures {
  private Failures() {}

  /** Makes a call that may be made again; {@code what} is what it is about, for the message. */
  static <T> T sorted(String what, Supplier<T> call) {
    try {
      return call.get();
    } catch (SdkException e) {
      throw of(what, e);
    }
  }

  /** Of a call that may be made again. */
  static SinkException of(String what, SdkException e) {
    String message = what + ": " + Redacted.message(String.valueOf(e.getMessage()));
    return isFinal(e)
        ? new SinkException.Rejected(message, e)
        : new SinkException.Unavailable(message, e);
  }

  /** Of a transaction: when no answer came, it may have happened. */
  static SinkException ofTransaction(String what, SdkException e) {
    boolean answered = e instanceof AwsServiceException s && s.statusCode() < 500;
    return answered
        ? of(what, e)
        : new SinkException.OutcomeUnknown(
            what + ": " + Redacted.message(String.valueOf(e.getMessage())), e);
  }

  /** Whether AWS refused, and would do so again. */
  static boolean isFinal(SdkException e) {
    return e instanceof AwsServiceException service
        && service.statusCode() >= 400
        && service.statusCode() < 500
        && !isThrottling(service)
        && !service.isClockSkewException()
        && !(e instanceof ResourceInUseException)
        // A transaction of somebody else, such as a retry of a quarantined item.
        && !(e instanceof TransactionConflictException)
        && !(e instanceof LimitExceededException)
        && !(e instanceof InternalServerErrorException);
  }

  /** Whether it asks to be called less often. */
  static boolean isThrottling(SdkException e) {
    return e instanceof ProvisionedThroughputExceededException
        || e instanceof RequestLimitExceededException
        || (e instanceof AwsServiceException service && service.isThrottlingException());
  }
}
