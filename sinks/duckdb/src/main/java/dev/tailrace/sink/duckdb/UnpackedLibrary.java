package dev.tailrace.sink.duckdb;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The native library that the driver unpacks, 72 MB for each process, into the folder for temporary
 * files and deletes when the process ends. One that is killed would leave it there for ever. On
 * Linux a file that is mapped needs no name any more, so its name is taken away at once.
 */
final class UnpackedLibrary {
  private static final Path MAPPINGS = Path.of("/proc/self/maps");
  private static final String NAME = "/libduckdb_java";

  private UnpackedLibrary() {}

  /** Takes the name away where that can be done; the driver must have been loaded. */
  static void forgetName() {
    if (!Files.isReadable(MAPPINGS)) {
      return;
    }
    Path temporary = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
    try (Stream<String> lines = Files.lines(MAPPINGS, StandardCharsets.UTF_8)) {
      for (String path :
          lines
              .filter(line -> line.contains(NAME))
              .map(line -> line.substring(line.indexOf('/')))
              .distinct()
              .toList()) {
        // Whoever installed the library elsewhere keeps it.
        if (Path.of(path).startsWith(temporary)) {
          Files.deleteIfExists(Path.of(path));
        }
      }
    } catch (IOException | RuntimeException e) {
      // It is tidiness alone, and the driver will try at the process's end.
      return;
    }
  }
}
