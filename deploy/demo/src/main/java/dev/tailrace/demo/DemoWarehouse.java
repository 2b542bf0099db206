package dev.tailrace.demo;

import dev.tailrace.app.ExitCode;
import dev.tailrace.app.Sinks;
import dev.tailrace.app.UserException;
import dev.tailrace.config.Config.AwsConfig;
import dev.tailrace.sink.Sink;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The warehouse that a demo fills. */
interface DemoWarehouse extends AutoCloseable {
  /**
   * The warehouse that {@code sink} names, started where that is needed.
   *
   * @param sink duckdb, postgres or snowflake, or a URL of one of the latter two
   * @param folder for its files
   */
  static DemoWarehouse start(String sink, Path folder) throws IOException {
    if (sink.equals("duckdb")) {
      return new DuckDbWarehouse(folder.resolve("warehouse.duckdb").toAbsolutePath());
    }
    if (sink.equals("postgres")) {
      return PostgresWarehouse.embedded(folder.resolve("postgres"));
    }
    if (sink.startsWith("postgres://")) {
      return PostgresWarehouse.at(sink);
    }
    if (sink.equals("snowflake")) {
      return SnowflakeWarehouse.emulated();
    }
    if (sink.startsWith("snowflake://")) {
      return SnowflakeWarehouse.at(sink);
    }
    throw new UserException(
        ExitCode.USAGE,
        "--sink %s: there are duckdb, postgres, postgres://user@host:5432/database, snowflake and snowflake://user@account/DATABASE?warehouse=W"
            .formatted(sink));
  }

  /** What {@code sink.url} is in the configuration. */
  String sinkUrl();

  /** The sink that the daemon writes to; the caller closes it. */
  default Sink openSink(AwsConfig aws) {
    return Sinks.open(sinkUrl(), aws);
  }

  /** A connection to look with; the caller closes it. */
  Connection connect() throws SQLException;

  /** A query that an analyst might write. */
  String sampleQuery();

  /** What is left when the demo is over, and how to look at it: a line each. */
  List<String> whatStays();

  @Override
  void close() throws IOException;
}
