package dev.tailrace.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.localstack.HostLocalStack;
import dev.tailrace.localstack.LocalStack;
import dev.tailrace.localstack.UnavailableException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** On LocalStack as a process of this machine. */
class HostLocalStackTest extends LocalStackContract {
  @TempDir static Path work;
  private static LocalStack localStack = nothing();

  @BeforeAll
  static void start() throws IOException {
    try {
      // Surefire runs a module's tests in its folder.
      localStack = HostLocalStack.start(work, Path.of("../../mvnw").toAbsolutePath().normalize());
    } catch (UnavailableException why) {
      System.out.println("skipped: LocalStack (" + why.getMessage() + ")");
      Assumptions.abort("LocalStack can't run here");
    }
  }

  @AfterAll
  static void end() {
    localStack.close();
    for (ProcessHandle left : ofTheFolder()) {
      left.onExit().completeOnTimeout(left, 20, TimeUnit.SECONDS).join();
    }
    assertThat(ofTheFolder()).as("processes that LocalStack left behind").isEmpty();
  }

  private static List<ProcessHandle> ofTheFolder() {
    return ProcessHandle.allProcesses()
        .filter(process -> process.info().commandLine().orElse("").contains(work.toString()))
        .toList();
  }

  @Override
  LocalStack localStack() {
    return localStack;
  }

  private static LocalStack nothing() {
    return new LocalStack() {
      @Override
      public java.net.URI endpoint() {
        throw new IllegalStateException("LocalStack is not started");
      }

      @Override
      public void close() {}
    };
  }
}
