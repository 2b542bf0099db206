package dev.tailrace.app;

import dev.tailrace.config.Config.AwsConfig;
import dev.tailrace.config.NearestName;
import dev.tailrace.sink.Sink;
import dev.tailrace.sink.SinkAddress;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.duckdb.DuckDbSink;
import dev.tailrace.sink.duckdb.DuckDbUrl;
import dev.tailrace.sink.postgres.PostgresSettings;
import dev.tailrace.sink.postgres.PostgresSink;
import dev.tailrace.sink.snowflake.SnowflakeSettings;
import dev.tailrace.sink.snowflake.SnowflakeSink;
import dev.tailrace.sink.stdout.JsonLinesSink;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BiFunction;

/** Opens the sink that a URL names. */
public final class Sinks {
  private static final String FILE = "duckdb";

  private static final List<Kind> KINDS =
      List.of(
          new Kind(List.of(FILE, "duck"), 1, "duckdb:///path/to/file.duckdb", Sinks::duckDb),
          new Kind(
              List.of("postgres", "postgresql", "pg", "jdbc:postgresql", "psql"),
              2,
              "postgres://user@host:5432/database",
              Sinks::postgres),
          new Kind(
              List.of("snowflake", "jdbc:snowflake", "sf"),
              1,
              "snowflake://user@account/DATABASE?warehouse=WH&role=ROLE",
              Sinks::snowflake),
          new Kind(
              List.of("dynamodb", "dynamo", "ddb"),
              1,
              "dynamodb://region?table-prefix=copy-",
              DynamoDbTarget::open));

  private static final String STANDARD_OUTPUT = "-";

  private static final int MOST_SLIPS = 2;

  /** A shorter scheme is like too many others. */
  private static final int SHORTEST_MISSPELT = 6;

  private Sinks() {}

  /**
   * A kind of sink.
   *
   * @param schemes what its URLs begin with, and behind those what people write instead
   * @param taken how many of the schemes are taken as they are
   * @param example what a URL of its kind looks like
   */
  private record Kind(
      List<String> schemes, int taken, String example, BiFunction<String, AwsConfig, Sink> open) {
    boolean opens(SinkAddress address) {
      return schemes.subList(0, taken).stream().anyMatch(address::isOf);
    }

    /** Whether a URL that nothing opens was meant to be one of these. */
    boolean wasMeant(SinkAddress address) {
      return schemes.stream()
          .anyMatch(
              s ->
                  address.url().startsWith(s + ":")
                      || (s.length() >= SHORTEST_MISSPELT
                          && NearestName.distance(s, address.scheme()) <= MOST_SLIPS));
    }
  }

  /**
   * The sink at {@code address}, which the caller closes.
   *
   * @param aws who we are, for sinks within AWS
   * @throws UserException when there is no such kind of sink
   * @throws dev.tailrace.sink.SinkException when it can't be opened
   */
  public static Sink open(SinkAddress address, AwsConfig aws) {
    if (address.url().equals(STANDARD_OUTPUT)) {
      return standardOutput();
    }
    return kind(address).open().apply(address.url(), aws);
  }

  /** The same for a URL as it is written. */
  public static Sink open(String url, AwsConfig aws) {
    return open(new SinkAddress(url), aws);
  }

  /**
   * Whether there may be items that the sink at {@code url} can't store. In the others every item
   * fits, so that nobody has to open them to see.
   *
   * @throws UserException when there is no such kind of sink
   */
  static boolean quarantines(SinkAddress address) {
    if (!address.url().equals(STANDARD_OUTPUT)) {
      kind(address);
    }
    return DynamoDbTarget.isUrl(address);
  }

  /** Whether one process has the sink to itself, so that leases are of no use. */
  static boolean takesOneProcess(SinkAddress address) {
    return address.url().equals(STANDARD_OUTPUT) || address.isOf(FILE);
  }

  /** Whether the sink takes tables' names that differ by case alone for the same. */
  static boolean foldsCase(SinkAddress address) {
    return address.isOf(FILE);
  }

  private static Kind kind(SinkAddress address) {
    return KINDS.stream()
        .filter(k -> k.opens(address))
        .findFirst()
        .orElseThrow(() -> new UserException(ExitCode.USAGE, unknown(address)));
  }

  private static String unknown(SinkAddress address) {
    String all = String.join(", ", KINDS.stream().map(Kind::example).toList());
    return KINDS.stream()
        .filter(k -> k.wasMeant(address))
        .findFirst()
        .map(k -> "sink %s: write it as %s".formatted(address, k.example()))
        .orElseGet(
            () ->
                "sink %s: there is no such kind; write %s, or - for standard output"
                    .formatted(address, all));
  }

  private static Sink duckDb(String url, AwsConfig aws) {
    try {
      return DuckDbSink.open(DuckDbUrl.parse(url));
    } catch (SinkException.Rejected e) {
      throw new UserException(ExitCode.USAGE, String.valueOf(e.getMessage()));
    }
  }

  private static Sink postgres(String url, AwsConfig aws) {
    return PostgresSink.open(url, PostgresSettings.of(System.getenv()), InstantSource.system());
  }

  private static Sink snowflake(String url, AwsConfig aws) {
    return SnowflakeSink.open(url, SnowflakeSettings.of(System.getenv()), InstantSource.system());
  }

  private static Sink standardOutput() {
    // Not System.out, which turns a failure to write into silence.
    return new JsonLinesSink(new BufferedOutputStream(new StandardOutput(), 1 << 16));
  }

  /** The process's own, which the sink does not end: a command may have more to say there. */
  private static final class StandardOutput extends FileOutputStream {
    StandardOutput() {
      super(FileDescriptor.out);
    }

    @Override
    public void close() {
      // Nothing is kept back here.
    }
  }
}
