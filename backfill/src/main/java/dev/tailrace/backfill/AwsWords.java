package dev.tailrace.backfill;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;

/**
 * Says in one sentence what the SDK's exceptions say in paragraphs. AWS's own message and error
 * code are always kept; request numbers, counts of attempts, lists of providers and Java class
 * names are not. The sentence is one line, has no full stop, and does not show a signature or what
 * was signed. It names host and port when the client has an {@link AwsEndpoint}.
 */
public final class AwsWords {
  /** Services that the SDK asks for credentials, in the midst of a call to another one. */
  private static final Set<String> GIVE_CREDENTIALS = Set.of("sts", "sso", "ssooidc", "signin");

  private AwsWords() {}

  /**
   * What went wrong, as the end of a sentence such as {@code table orders: …}.
   *
   * @param failure what the SDK threw, or what wraps it
   */
  public static String of(Throwable failure) {
    return serviceAnswer(failure)
        .map(answer -> ofService(answer, where(failure, "the endpoint")))
        .orElseGet(() -> ofClient(failure));
  }

  /**
   * AWS's error code, such as {@code AccessDenied}; empty where AWS gave none or did not answer.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html">ErrorResponses</a>
   */
  public static String codeOf(Throwable failure) {
    return serviceAnswer(failure).map(AwsWords::code).orElse("");
  }

  /**
   * Whether no credentials could be had, so that the call itself was never made: none were found, a
   * profile has none, or STS or IAM Identity Center refused to give any. The service that was meant
   * to be called is not to blame then, nor are permissions on it.
   */
  public static boolean isOfCredentials(Throwable failure) {
    return serviceAnswer(failure)
        .map(AwsWords::givesCredentials)
        .orElseGet(() -> MissingCredentials.isSaidBy(messages(failure)));
  }

  private static Optional<AwsServiceException> serviceAnswer(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof AwsServiceException service) {
        return Optional.of(service);
      }
    }
    return Optional.empty();
  }

  private static boolean givesCredentials(AwsServiceException e) {
    return e.awsErrorDetails() != null
        && e.awsErrorDetails().serviceName() != null
        && GIVE_CREDENTIALS.contains(
            e.awsErrorDetails().serviceName().toLowerCase(Locale.ROOT).replace(" ", ""));
  }

  private static String code(AwsServiceException e) {
    return e.awsErrorDetails() == null || e.awsErrorDetails().errorCode() == null
        ? ""
        : e.awsErrorDetails().errorCode();
  }

  private static String ofService(AwsServiceException e, String endpoint) {
    String refused = givesCredentials(e) ? "no credentials could be had from AWS STS or SSO: " : "";
    String message = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorMessage();
    String code = code(e);
    if (message != null && !message.isBlank()) {
      return refused
          + SdkNoise.cut(message)
          + (code.isEmpty() ? " (HTTP status %d)".formatted(e.statusCode()) : " (" + code + ")");
    }
    return code.isEmpty()
        ? refused
            + "%s answered with HTTP status %d and no error of AWS's; a proxy or a load balancer may stand before it"
                .formatted(endpoint, e.statusCode())
        : refused + "%s (HTTP status %d)".formatted(code, e.statusCode());
  }

  private static String ofClient(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      Optional<String> known = ofNetwork(t, failure);
      if (known.isPresent()) {
        return known.get();
      }
    }
    String said = messages(failure);
    if (MissingCredentials.isSaidBy(said)) {
      return MissingCredentials.of(said);
    }
    if (said.contains("Unable to load region")) {
      return "no AWS region is set; set aws.region, or AWS_REGION";
    }
    if (said.startsWith("Unable to unmarshall response")) {
      return "%s answered with something that is not AWS's; a proxy or a sign-in page may stand before it"
          .formatted(where(failure, "the endpoint"));
    }
    return SdkNoise.cut(said);
  }

  private static Optional<String> ofNetwork(Throwable t, Throwable failure) {
    String where = where(failure, "the endpoint");
    return Optional.ofNullable(
        switch (t) {
          case UnknownHostException e ->
              "the host name %s can't be resolved; check the region, the endpoint and this machine's network"
                  .formatted(SdkNoise.cut(String.valueOf(e.getMessage())));
          case ConnectException e ->
              "%s can't be connected to (%s)"
                  .formatted(where, SdkNoise.cut(String.valueOf(e.getMessage())));
          case NoRouteToHostException e ->
              "%s can't be reached (no route to host)".formatted(where);
          case SSLException e ->
              "no secure connection to %s (%s)"
                  .formatted(where, SdkNoise.cut(String.valueOf(e.getMessage())));
          case SocketTimeoutException e ->
              "%s did not answer in time (%s)"
                  .formatted(where, SdkNoise.cut(String.valueOf(e.getMessage())));
          case ApiCallTimeoutException e -> "%s did not answer in time".formatted(where);
          case ApiCallAttemptTimeoutException e -> "%s did not answer in time".formatted(where);
          case AbortedException e -> "interrupted";
          default -> null;
        });
  }

  private static String where(Throwable failure, String unknown) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      Optional<String> noted = AwsEndpoint.notedOn(t);
      if (noted.isPresent()) {
        return noted.get();
      }
    }
    return unknown;
  }

  /** The outermost message that says something. */
  private static String messages(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t.getMessage() != null && !t.getMessage().isBlank()) {
        return t.getMessage();
      }
    }
    return failure.getClass().getSimpleName();
  }
}
