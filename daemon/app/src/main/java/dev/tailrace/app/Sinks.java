package dev.tailrace.app;

import dev.tailrace.sink.Sink;
import dev.tailrace.sink.duckdb.DuckDbSink;
import dev.tailrace.sink.postgres.PostgresSettings;
import dev.tailrace.sink.postgres.PostgresSink;
import java.nio.file.Path;
import java.time.InstantSource;

/** Opens the sink that a URL names. */
final class Sinks {
  private static final String DUCKDB = "duckdb://";
  private static final String POSTGRES = "postgres://";

  private Sinks() {}

  static Sink open(String url) {
    if (url.startsWith(POSTGRES)) {
      return PostgresSink.open(url, PostgresSettings.of(System.getenv()), InstantSource.system());
    }
    if (!url.startsWith(DUCKDB)) {
      throw new UserException(
          ExitCode.USAGE,
          "sink %s: only DuckDB and Postgres are built yet; write duckdb:///path/to/file.duckdb or postgres://user@host:5432/database"
              .formatted(url));
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
