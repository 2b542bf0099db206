package dev.tailrace.localstack;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the commands of an installation, one after the other, into one log. */
final class Commands {
  private final Path log;

  Commands(Path log) {
    this.log = log;
  }

  /** Where the commands' output goes. */
  Path log() {
    return log;
  }

  /**
   * @return whether the command ended with 0 within the limit; it is killed otherwise
   * @throws InterruptedIOException if this thread is interrupted
   */
  boolean succeeds(Duration limit, List<String> command) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    // What chooses this JVM's class path or modules is none of Maven's or Python's business.
    builder.environment().keySet().removeAll(List.of("CLASSPATH", "PYTHONPATH", "PYTHONHOME"));
    Process process = builder.start();
    try {
      if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        return process.exitValue() == 0;
      }
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted: " + command);
    } finally {
      process.destroyForcibly();
    }
  }
}
