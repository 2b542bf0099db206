package dev.tailrace.sink.dynamodb;

import dev.tailrace.sink.Redacted;
import dev.tailrace.sink.SinkException;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
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
  /**
   * Refusals of who asks and when, that pass: credentials are renewed, clocks set.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html">the
   *     codes</a>
   */
  private static final Set<String> PASSING =
      Set.of(
          "ExpiredToken",
          "ExpiredTokenException",
          "IncompleteSignature",
          "IncompleteSignatureException",
          "InvalidClientTokenId",
          "InvalidSignatureException",
          "MissingAuthenticationToken",
          "MissingAuthenticationTokenException",
          "RequestExpired",
          "RequestTimeTooSkewed",
          "SignatureDoesNotMatch",
          "UnrecognizedClientException");

  /** What an item's number is quoted behind. */
  private static final Pattern VALUE =
      Pattern.compile("(numeric value|invalid value|value):.*", Pattern.DOTALL);

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
    String message = what + ": " + text(e);
    return isFinal(e)
        ? new SinkException.Rejected(message, e)
        : new SinkException.Unavailable(message, e);
  }

  /** Of a transaction: when no answer came, it may have happened. */
  static SinkException ofTransaction(String what, SdkException e) {
    boolean answered = e instanceof AwsServiceException s && s.statusCode() < 500;
    return answered ? of(what, e) : new SinkException.OutcomeUnknown(what + ": " + text(e), e);
  }

  /** AWS's own words and its code, or the client's where AWS was not reached; no item's value. */
  static String text(SdkException e) {
    String text = String.valueOf(e.getMessage());
    if (e instanceof AwsServiceException service
        && service.awsErrorDetails() != null
        && service.awsErrorDetails().errorMessage() != null) {
      text =
          "%s (%s)"
              .formatted(
                  service.awsErrorDetails().errorMessage(), service.awsErrorDetails().errorCode());
    }
    return Redacted.message(withoutValue(text));
  }

  /** AWS's words without the attribute's value that stands behind some of them. */
  static String withoutValue(String text) {
    return VALUE.matcher(text).replaceFirst("$1: …");
  }

  /** Whether the answer is one of AWS at all, and not of a proxy on the way. */
  private static boolean isPassingAnswer(AwsServiceException e) {
    String code = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
    return code == null || code.isBlank() || PASSING.contains(code);
  }

  /** Whether AWS refused, and would do so again. */
  static boolean isFinal(SdkException e) {
    return e instanceof AwsServiceException service
        && service.statusCode() >= 400
        && service.statusCode() < 500
        && !isThrottling(service)
        && !isPassingAnswer(service)
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
