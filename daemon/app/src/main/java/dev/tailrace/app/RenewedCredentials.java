package dev.tailrace.app;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * Credentials that are looked for again when AWS refuses them: a provider may keep what it found
 * first for as long as the process lives, while a file, a role or a container's credentials have
 * moved on. Safe for several threads.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html">Common
 *     errors</a>: the codes of refused credentials
 */
final class RenewedCredentials implements AwsCredentialsProvider, SdkAutoCloseable {
  private static final Set<String> REFUSED =
      Set.of(
          "expiredtoken",
          "expiredtokenexception",
          "requestexpired",
          "invalidclienttokenid",
          "invalidaccesskeyid",
          "unrecognizedclientexception",
          "invalidtoken",
          "tokenrefreshrequired",
          "invalidsignatureexception",
          "signaturedoesnotmatch");

  /** Many calls may be refused at once; one new look serves them all. */
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);

  private final Supplier<AwsCredentialsProvider> find;
  private final InstantSource clock;
  private AwsCredentialsProvider found;
  private Instant foundAt;

  /**
   * Credentials of the provider that {@code find} makes.
   *
   * @param find makes a provider that has nothing cached
   */
  RenewedCredentials(Supplier<AwsCredentialsProvider> find, InstantSource clock) {
    this.find = find;
    this.clock = clock;
    this.found = find.get();
    this.foundAt = clock.instant();
  }

  @Override
  public AwsCredentials resolveCredentials() {
    return provider().resolveCredentials();
  }

  private synchronized AwsCredentialsProvider provider() {
    return found;
  }

  /** What has to see each failed call. */
  ExecutionInterceptor watch() {
    return new ExecutionInterceptor() {
      @Override
      public void onExecutionFailure(
          Context.FailedExecution context, ExecutionAttributes attributes) {
        if (context.exception() instanceof AwsServiceException e && isRefusal(e)) {
          renew();
        }
      }
    };
  }

  private static boolean isRefusal(AwsServiceException e) {
    return e.awsErrorDetails() != null
        && e.awsErrorDetails().errorCode() != null
        && REFUSED.contains(e.awsErrorDetails().errorCode().toLowerCase(Locale.ROOT));
  }

  private synchronized void renew() {
    Instant now = clock.instant();
    if (now.isBefore(foundAt.plus(BETWEEN_LOOKS))) {
      return;
    }
    AwsCredentialsProvider old = found;
    found = find.get();
    foundAt = now;
    close(old);
  }

  private static void close(AwsCredentialsProvider provider) {
    if (provider instanceof SdkAutoCloseable closeable) {
      closeable.close();
    }
  }

  @Override
  public synchronized void close() {
    close(found);
  }
}
