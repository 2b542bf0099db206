package dev.tailrace.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs of the machine: tar, git and the like. */
final class Tool {
  private static final long LONGEST_SECONDS = 120;

  private Tool() {}

  /** What a program said and ended with. */
  record Said(int exitCode, String out, String err) {
    List<String> lines() {
      return out.lines().toList();
    }
  }

  /** Runs a program to its end; an exit code other than 0 fails the test. */
  static Said run(List<String> command) {
    Said said = attempt(new ProcessBuilder(command));
    if (said.exitCode() != 0) {
      throw new AssertionError("%s ended with %d: %s".formatted(command, said.exitCode(), said));
    }
    return said;
  }

  /** Runs a program to its end, whatever that is; one that can't be started ends with 127. */
  static Said attempt(ProcessBuilder builder) {
    try {
      Path out = Files.createTempFile("tool", ".out");
      Path err = Files.createTempFile("tool", ".err");
      try {
        return finish(builder.redirectOutput(out.toFile()).redirectError(err.toFile()), out, err);
      } finally {
        Files.delete(out);
        Files.delete(err);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Said finish(ProcessBuilder builder, Path out, Path err) throws IOException {
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      return new Said(127, "", String.valueOf(e.getMessage()));
    }
    try {
      if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError(
            "%s still runs after %d s; it said: %s%s"
                .formatted(
                    builder.command(),
                    LONGEST_SECONDS,
                    Files.readString(out),
                    Files.readString(err)));
      }
      return new Said(process.exitValue(), Files.readString(out), Files.readString(err));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    } finally {
      process.destroyForcibly();
    }
  }
}
