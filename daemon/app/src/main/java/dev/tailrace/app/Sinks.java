package dev.tailrace.app;

import dev.tailrace.sink.Sink;
import dev.tailrace.sink.duckdb.DuckDbSink;
import java.nio.file.Path;

/** Opens the sink that a URL names. */
final class Sinks {
  private static final String DUCKDB = "duckdb://";

  private Sinks() {}

  static Sink open(String url) {
    if (!url.startsWith(DUCKDB)) {
      throw new UserException(
          ExitCode.USAGE,
          "sink %s: only DuckDB is built yet; write duckdb:///path/to/file.duckdb".formatted(url));
    }
    String path = url.substring(DUCKDB.length());
    if (path.isEmpty() || path.endsWith("/")) {
      throw new UserException(
          ExitCode.USAGE,
          "sink %s: names no file; write duckdb:///path/to/file.duckdb".formatted(url));
    }
    return DuckDbSink.open(Path.of(path).toAbsolutePath());
  }
}
