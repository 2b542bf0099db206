package dev.tailrace.demo;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/**
 * Notes every operation that an AWS client of this JVM calls at the host {@value #HOST}; tests use
 * another name for the same host where they call AWS themselves. The SDK finds it by a file among
 * the resources.
 */
public final class CallRecorder implements ExecutionInterceptor {
  static final String HOST = "localhost";

  private static final Set<String> CALLS = Collections.synchronizedSet(new TreeSet<>());

  /** The operations so far, as {@code DynamoDb GetItem}. */
  static Set<String> calls() {
    synchronized (CALLS) {
      return new TreeSet<>(CALLS);
    }
  }

  @Override
  public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes about) {
    if (context.httpRequest().host().equals(HOST)) {
      CALLS.add(
          about.getAttribute(SdkExecutionAttribute.SERVICE_NAME)
              + " "
              + about.getAttribute(SdkExecutionAttribute.OPERATION_NAME));
    }
  }
}
