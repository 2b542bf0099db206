package dev.tailrace.backfill;

import java.util.Optional;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * Notes on each failure which endpoint was asked, since a refused connection does not say it. Add
 * one to a client with {@code overrideConfiguration(o -> o.addExecutionInterceptor(new
 * AwsEndpoint()))}; {@link AwsWords} reads the note. Safe for several threads.
 */
public final class AwsEndpoint implements ExecutionInterceptor {
  /** Makes an interceptor that holds no state. */
  public AwsEndpoint() {}

  @Override
  public Throwable modifyException(
      Context.FailedExecution context, ExecutionAttributes attributes) {
    Throwable failure = context.exception();
    context.httpRequest().map(AwsEndpoint::of).map(Note::new).ifPresent(failure::addSuppressed);
    return failure;
  }

  private static String of(SdkHttpRequest request) {
    return "%s://%s:%d".formatted(request.protocol(), request.host(), request.port());
  }

  /** The endpoint that was asked, as scheme, host and port, where it was noted. */
  static Optional<String> notedOn(Throwable failure) {
    for (Throwable suppressed : failure.getSuppressed()) {
      if (suppressed instanceof Note note) {
        return Optional.of(note.endpoint);
      }
    }
    return Optional.empty();
  }

  /** Travels with the failure; never thrown. */
  private static final class Note extends Exception {
    private static final long serialVersionUID = 1L;
    private final String endpoint;

    Note(String endpoint) {
      super("asked " + endpoint, null, false, false);
      this.endpoint = endpoint;
    }
  }
}
