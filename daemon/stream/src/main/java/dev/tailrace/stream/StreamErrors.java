package dev.tailrace.stream;

import dev.tailrace.backfill.AwsWords;
import dev.tailrace.core.Failure;
import dev.tailrace.sink.Redacted;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.ExpiredIteratorException;
import software.amazon.awssdk.services.dynamodb.model.LimitExceededException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TrimmedDataAccessException;

/** Sorts what the SDK throws into what to do about it; nothing else catches it. */
final class StreamErrors {
  private StreamErrors() {}

  /** Makes a call; {@code thing} is what it is about, for the message. */
  static <T> T sorted(String thing, Supplier<T> call) {
    try {
      return call.get();
    } catch (SdkException e) {
      throw new StreamException(
          new Failure(kindOf(e), thing + ": " + Redacted.message(AwsWords.of(e))), e);
    }
  }

  private static Failure.Kind kindOf(SdkException e) {
    if (e instanceof ExpiredIteratorException) {
      return Failure.Kind.ITERATOR_EXPIRED;
    }
    if (e instanceof TrimmedDataAccessException) {
      return Failure.Kind.POSITION_LOST;
    }
    if (e instanceof ResourceNotFoundException) {
      return Failure.Kind.NOT_FOUND;
    }
    if (e instanceof LimitExceededException || e instanceof SdkClientException) {
      return Failure.Kind.RETRY;
    }
    if (e instanceof AwsServiceException service) {
      int status = service.statusCode();
      boolean refused = status == 400 || status == 401 || status == 403 || status == 404;
      return refused && !service.isThrottlingException() && !service.isClockSkewException()
          ? Failure.Kind.REFUSED
          : Failure.Kind.RETRY;
    }
    return Failure.Kind.RETRY;
  }
}
