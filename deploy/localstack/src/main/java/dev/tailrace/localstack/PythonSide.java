package dev.tailrace.localstack;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A virtual environment of Python with LocalStack in it. */
final class PythonSide {
  private static final Duration INSTALLING = Duration.ofMinutes(10);
  private static final Duration ASKING = Duration.ofSeconds(30);

  /** LocalStack says 3.10, and imports what came with 3.13. */
  private static final String CHECK =
      "import sys, venv, ensurepip; sys.exit(0 if sys.version_info >= (3, 13) else 1)";

  private PythonSide() {}

  /** The environment's Python. */
  static Path in(Path folder) {
    return folder.resolve("venv").resolve("bin").resolve("python");
  }

  /**
   * Makes the environment anew.
   *
   * @param requirements pip's list
   * @throws UnavailableException if there is no Python for it, or pip fails
   */
  static void install(Path folder, Path requirements, Commands commands)
      throws IOException, UnavailableException {
    String system = systemPython(commands).toString();
    String venv = folder.resolve("venv").toString();
    if (!commands.succeeds(INSTALLING, List.of(system, "-m", "venv", "--clear", venv))) {
      throw new UnavailableException("python -m venv failed, see " + commands.log());
    }
    List<String> pip =
        List.of(in(folder).toString(), "-m", "pip", "install", "-q", "-r", requirements.toString());
    if (!commands.succeeds(INSTALLING, pip)) {
      throw new UnavailableException("pip can't install it, see " + commands.log());
    }
  }

  private static Path systemPython(Commands commands) throws IOException, UnavailableException {
    for (Path candidate : candidates()) {
      if (Files.isExecutable(candidate)
          && commands.succeeds(ASKING, List.of(candidate.toString(), "-c", CHECK))) {
        return candidate;
      }
    }
    throw new UnavailableException("no Python 3.13 or newer");
  }

  private static List<Path> candidates() {
    List<Path> candidates = new ArrayList<>();
    String path = System.getenv().getOrDefault("PATH", "");
    for (String name : List.of("python3", "python3.13", "python3.14")) {
      for (String folder : path.split(File.pathSeparator, -1)) {
        candidates.add(Path.of(folder, name));
      }
    }
    Path pyenv = Path.of(System.getProperty("user.home"), ".pyenv", "versions");
    if (Files.isDirectory(pyenv)) {
      try (Stream<Path> versions = Files.list(pyenv)) {
        versions.sorted().map(v -> v.resolve("bin").resolve("python3")).forEach(candidates::add);
      } catch (IOException | UncheckedIOException unreadable) {
        // Then the versions there don't count.
      }
    }
    return candidates;
  }
}
