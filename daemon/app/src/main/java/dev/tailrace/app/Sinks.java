package dev.tailrace.app;

import dev.tailrace.config.Config.AwsConfig;
import dev.tailrace.sink.Sink;
import dev.tailrace.sink.duckdb.DuckDbSink;
import dev.tailrace.sink.postgres.PostgresSettings;
import dev.tailrace.sink.postgres.PostgresSink;
import dev.tailrace.sink.snowflake.SnowflakeSettings;
import dev.tailrace.sink.snowflake.SnowflakeSink;
import dev.tailrace.sink.stdout.JsonLinesSink;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BiFunction;

/** Opens the sink that a URL names. */
public final class Sinks {
  private static final List<Kind> KINDS =
      List.of(
          new Kind("duckdb://", "duckdb:///path/to/file.duckdb", Sinks::duckDb),
          new Kind("postgres://", "postgres://user@host:5432/database", Sinks::postgres),
          new Kind(
              "snowflake://",
              "snowflake://user@account/DATABASE?warehouse=WH&role=ROLE",
              Sinks::snowflake),
          new Kind("dynamodb://", "dynamodb://region?table-prefix=copy-", DynamoDbTarget::open),
          new Kind("-", "- for standard output", Sinks::standardOutput));

  private Sinks() {}

  /**
   * A kind of sink.
   *
   * @param prefix what its URLs begin with
   * @param example what a URL of its kind looks like
   */
  private record Kind(String prefix, String example, BiFunction<String, AwsConfig, Sink> open) {}

  /**
   * The sink at {@code url}, which the caller closes.
   *
   * @param aws who we are, for sinks within AWS
   * @throws UserException when there is no such kind of sink
   * @throws dev.tailrace.sink.SinkException when it can't be opened
   */
  public static Sink open(String url, AwsConfig aws) {
    return kind(url).open().apply(url, aws);
  }

  /**
   * Whether there may be items that the sink at {@code url} can't store. In the others every item
   * fits, so that nobody has to open them to see.
   *
   * @throws UserException when there is no such kind of sink
   */
  static boolean quarantines(String url) {
    kind(url);
    return DynamoDbTarget.isUrl(url);
  }

  private static Kind kind(String url) {
    return KINDS.stream()
        .filter(k -> url.startsWith(k.prefix()))
        .findFirst()
        .orElseThrow(
            () ->
                new UserException(
                    ExitCode.USAGE,
                    "sink %s: there is no such kind; write %s"
                        .formatted(
                            url, String.join(", ", KINDS.stream().map(Kind::example).toList()))));
  }

  private static Sink duckDb(String url, AwsConfig aws) {
    String path = url.substring("duckdb://".length());
    if (path.isEmpty() || path.endsWith("/")) {
      throw new UserException(
          ExitCode.USAGE,
          "sink %s: names no file; write duckdb:///path/to/file.duckdb".formatted(url));
    }
    return DuckDbSink.open(Path.of(path).toAbsolutePath());
  }

  private static Sink postgres(String url, AwsConfig aws) {
    return PostgresSink.open(url, PostgresSettings.of(System.getenv()), InstantSource.system());
  }

  private static Sink snowflake(String url, AwsConfig aws) {
    return SnowflakeSink.open(url, SnowflakeSettings.of(System.getenv()), InstantSource.system());
  }

  private static Sink standardOutput(String url, AwsConfig aws) {
    // Not System.out, which turns a failure to write into silence.
    return new JsonLinesSink(
        new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16));
  }
}
