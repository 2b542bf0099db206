package dev.tailrace.localstack;

import java.lang.instrument.Instrumentation;

/**
 * Does nothing, where LocalStack names an agent of its own that Maven Central doesn't have. Runs in
 * DynamoDB Local's JVM.
 */
public final class NoAgent {
  private NoAgent() {}

  /** The JVM calls this at its start. */
  public static void premain(String arguments, Instrumentation instrumentation) {}
}
