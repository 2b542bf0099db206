package dev.tailrace.preflight;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sts.model.StsException;

/**
 * Why a call to AWS failed, sorted by what it says about other calls and about later ones.
 *
 * @param message names the thing, the cause with AWS's own words, and what to do
 */
public record AwsTrouble(Kind kind, String message) {
  /** What went wrong. */
  public enum Kind {
    /** No credentials, or ones that AWS does not take: every call fails until a person acts. */
    IDENTITY(true, false),
    /** The endpoint does not speak what the client does. */
    PROTOCOL(true, false),
    /** No connection, no answer, an identity that can't be had just now: may pass by itself. */
    UNREACHABLE(true, true),
    /** The caller is known and may not do this. */
    DENIED(false, false),
    /** There is no such thing. */
    NOT_FOUND(false, false),
    /** Throttling or a 5xx. */
    PASSING(false, true),
    /** The call was refused for a reason of its own. */
    OTHER(false, false);

    private final boolean ofEveryCall;
    private final boolean passes;

    Kind(boolean ofEveryCall, boolean passes) {
      this.ofEveryCall = ofEveryCall;
      this.passes = passes;
    }

    /** Whether the next call with the same client would fail alike. */
    boolean ofEveryCall() {
      return ofEveryCall;
    }

    /** Whether the same call may succeed later although nobody changes anything. */
    public boolean passes() {
      return passes;
    }
  }

  /** A call's answer or its trouble. */
  sealed interface Answer<T> {
    /** It went well. */
    record Given<T>(T value) implements Answer<T> {}

    /** It failed. */
    record Failed<T>(AwsTrouble trouble, SdkException cause) implements Answer<T> {}
  }

  /** Makes a call about {@code thing} to {@code service}, by its name for people. */
  static <T> Answer<T> ask(AwsPlace place, String service, String thing, Supplier<T> call) {
    try {
      return new Answer.Given<>(call.get());
    } catch (SdkException e) {
      return new Answer.Failed<>(sorted(place, service, thing, e), e);
    }
  }

  /** A call's answer; empty when it fails, whatever the reason. */
  public static <T> Optional<T> unlessItFails(Supplier<T> call) {
    try {
      return Optional.of(call.get());
    } catch (SdkException e) {
      return Optional.empty();
    }
  }

  /** The trouble behind a failure, if the SDK's exception is it or its cause. */
  static Optional<AwsTrouble> behind(
      AwsPlace place, String service, String thing, Throwable failure) {
    return find(failure, SdkException.class).map(e -> sorted(place, service, thing, e));
  }

  /** The trouble behind any failure, told without a place; empty where AWS has no part in it. */
  public static Optional<AwsTrouble> of(Throwable failure) {
    AwsPlace nowhere = new AwsPlace(Optional.empty(), Optional.empty(), "");
    return behind(nowhere, "the service", "AWS", failure);
  }

  private static AwsTrouble sorted(AwsPlace place, String service, String thing, SdkException e) {
    if (e instanceof StsException sts) {
      return ofRole(sts);
    }
    if (e instanceof AwsServiceException answer) {
      return ofAnswer(thing, answer);
    }
    return ofClient(place, service, thing, e);
  }

  private static AwsTrouble ofRole(StsException e) {
    Kind kind =
        passes(e) || codeOf(e).startsWith("ExpiredToken") ? Kind.UNREACHABLE : Kind.IDENTITY;
    return new AwsTrouble(
        kind,
        "aws.role-arn: the role can't be assumed; check its trust policy, aws.external-id and who may call sts:AssumeRole. STS says: "
            + words(e));
  }

  private static AwsTrouble ofAnswer(String thing, AwsServiceException e) {
    return switch (codeOf(e)) {
      case "ExpiredToken", "ExpiredTokenException" ->
          new AwsTrouble(
              Kind.UNREACHABLE,
              "AWS: the credentials have expired; renew them. AWS says: " + words(e));
      case "InvalidClientTokenId",
          "UnrecognizedClientException",
          "InvalidAccessKeyId",
          "SignatureDoesNotMatch",
          "InvalidSignatureException",
          "IncompleteSignature",
          "MissingAuthenticationTokenException",
          "MissingAuthenticationToken" ->
          new AwsTrouble(
              Kind.IDENTITY,
              "AWS: the credentials are not taken; check those under aws, or where the default chain finds them. AWS says: "
                  + words(e));
      case "AccessDenied", "AccessDeniedException" -> denied(thing, e);
      case "ResourceNotFoundException", "TableNotFoundException", "NoSuchBucket" ->
          new AwsTrouble(Kind.NOT_FOUND, thing + ": there is none. AWS says: " + words(e));
      default -> {
        if (passes(e)) {
          yield new AwsTrouble(Kind.PASSING, thing + ": can't be looked at now: " + words(e));
        }
        yield switch (e.statusCode()) {
          case 403 -> denied(thing, e);
          case 404 -> new AwsTrouble(Kind.NOT_FOUND, thing + ": there is none: " + words(e));
          default -> new AwsTrouble(Kind.OTHER, thing + ": AWS refuses the call: " + words(e));
        };
      }
    };
  }

  private static AwsTrouble denied(String thing, AwsServiceException e) {
    return new AwsTrouble(
        Kind.DENIED,
        thing
            + ": access is denied; tailrace iam-policy prints what has to be allowed. AWS says: "
            + words(e));
  }

  private static AwsTrouble ofClient(AwsPlace place, String service, String thing, SdkException e) {
    Optional<UnknownHostException> host = find(e, UnknownHostException.class);
    if (host.isPresent()) {
      String question = place.region().map(AwsSettings::regionQuestion).orElse("");
      return new AwsTrouble(
          Kind.UNREACHABLE,
          "AWS: the host %s of %s has no address; check the network, aws.region and aws.endpoint%s"
              .formatted(hostIn(host.get()), place.of(service), question));
    }
    Optional<SSLException> tls = find(e, SSLException.class);
    if (tls.isPresent()) {
      return new AwsTrouble(
          Kind.PROTOCOL,
          "AWS: no TLS with %s (%s); if it speaks plain HTTP, write http:// in its address"
              .formatted(place.of(service), tls.get().getMessage()));
    }
    for (Class<? extends Exception> kind :
        List.of(
            ConnectException.class, NoRouteToHostException.class, SocketTimeoutException.class)) {
      Optional<? extends Exception> network = find(e, kind);
      if (network.isPresent()) {
        return new AwsTrouble(
            Kind.UNREACHABLE,
            "AWS: %s does not answer (%s); check that it is up, the network, aws.region and aws.endpoint"
                .formatted(place.of(service), network.get().getMessage()));
      }
    }
    String said = words(e);
    if (said.contains("load credentials") || said.contains("no credentials")) {
      return new AwsTrouble(
          Kind.IDENTITY,
          "AWS: there are no credentials; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, name a profile in aws.profile, or give the machine a role");
    }
    if (said.contains("load region")) {
      return new AwsTrouble(
          Kind.IDENTITY,
          "aws.region: neither the configuration nor the environment names a region; set aws.region");
    }
    return new AwsTrouble(Kind.UNREACHABLE, thing + ": the call failed: " + said);
  }

  private static boolean passes(AwsServiceException e) {
    return e.isThrottlingException() || e.statusCode() >= 500 || e.isClockSkewException();
  }

  private static String hostIn(UnknownHostException e) {
    return String.valueOf(e.getMessage()).replaceFirst(":.*", "");
  }

  private static String codeOf(AwsServiceException e) {
    return e.awsErrorDetails() == null ? "" : String.valueOf(e.awsErrorDetails().errorCode());
  }

  /** What AWS or the SDK says, without the SDK's additions. */
  static String words(SdkException e) {
    String text = String.valueOf(e.getMessage());
    if (e instanceof AwsServiceException service && service.awsErrorDetails() != null) {
      text = codeOf(service) + ": " + service.awsErrorDetails().errorMessage();
    }
    return text.replaceAll("\\s*\\((Service|SDK Attempt Count): [^)]*\\)", "")
        .replaceFirst("(?s)\\(credentialsProviders=.*", "")
        .strip();
  }

  private static <E extends Throwable> Optional<E> find(Throwable failure, Class<E> kind) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (kind.isInstance(at)) {
        return Optional.of(kind.cast(at));
      }
    }
    return Optional.empty();
  }
}
