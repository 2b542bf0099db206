package dev.tailrace.fakesnow;

import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A virtual environment of Python with fakesnow in it. It is made once in a folder and used again;
 * processes that want the same folder at once take turns. Releases that want other packages have
 * another environment beside it.
 */
final class PythonEnvironment {
  private static final List<String> PACKAGES =
      List.of(
          "fakesnow[server]==0.12.1",
          "snowflake-connector-python<5",
          // For functions in JavaScript, which DuckDB calls by way of numpy.
          "mini-racer==0.14.1",
          "numpy==2.3.5");

  private static final Duration INSTALLING = Duration.ofMinutes(10);
  private static final Duration ASKING = Duration.ofSeconds(30);

  /** Fails on a Python that fakesnow doesn't run on, or that can't make environments. */
  private static final String CHECK =
      "import sys, venv, ensurepip; sys.exit(0 if sys.version_info >= (3, 11) else 1)";

  private PythonEnvironment() {}

  /**
   * Makes the environment in {@code folder} where it is missing.
   *
   * @return its Python
   * @throws UnavailableException when there is no Python, or the packages can't be installed
   */
  static Path in(Path folder) throws UnavailableException {
    String wanted = String.join("\n", PACKAGES);
    Path environment = folder.resolve("venv-%08x".formatted(wanted.hashCode()));
    Path python = environment.resolve("bin").resolve("python");
    try {
      Files.createDirectories(folder);
      try (FileChannel channel =
              FileChannel.open(
                  folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        assert lock.isValid();
        Path done = environment.resolve("installed");
        if (!Files.exists(done) || !Files.readString(done).equals(wanted)) {
          install(folder, environment, python);
          Files.writeString(done, wanted);
        }
      }
    } catch (IOException e) {
      throw new UnavailableException("its Python environment can't be made in " + folder, e);
    }
    return python;
  }

  private static void install(Path folder, Path environment, Path python)
      throws IOException, UnavailableException {
    Path log = folder.resolve("install.log");
    Path system = systemPython(log);
    String venv = environment.toString();
    if (run(log, INSTALLING, List.of(system.toString(), "-m", "venv", "--clear", venv)) != 0) {
      throw new UnavailableException("python -m venv failed, see " + log);
    }
    List<String> pip = new ArrayList<>(List.of(python.toString(), "-m", "pip", "install", "-q"));
    pip.addAll(PACKAGES);
    if (run(log, INSTALLING, pip) != 0) {
      throw new UnavailableException("pip can't install fakesnow, see " + log);
    }
  }

  private static Path systemPython(Path log) throws IOException, UnavailableException {
    for (Path candidate : candidates()) {
      if (Files.isExecutable(candidate)
          && run(log, ASKING, List.of(candidate.toString(), "-c", CHECK)) == 0) {
        return candidate;
      }
    }
    throw new UnavailableException("no Python 3.11 or newer with venv");
  }

  private static List<Path> candidates() throws IOException {
    List<Path> candidates = new ArrayList<>();
    String path = System.getenv().getOrDefault("PATH", "");
    for (String name : List.of("python3", "python3.13", "python3.12", "python3.11")) {
      for (String folder : path.split(File.pathSeparator, -1)) {
        candidates.add(Path.of(folder, name));
      }
    }
    Path pyenv = Path.of(System.getProperty("user.home"), ".pyenv", "versions");
    if (Files.isDirectory(pyenv)) {
      try (Stream<Path> versions = Files.list(pyenv)) {
        versions.sorted().map(v -> v.resolve("bin").resolve("python3")).forEach(candidates::add);
      }
    }
    return candidates;
  }

  private static int run(Path log, Duration limit, List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    try {
      if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        return process.exitValue();
      }
      process.destroyForcibly();
      return -1;
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new InterruptedIOException("interrupted: " + command));
    }
  }
}
