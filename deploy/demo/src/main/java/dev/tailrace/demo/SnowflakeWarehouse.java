package dev.tailrace.demo;

import dev.tailrace.app.ExitCode;
import dev.tailrace.app.UserException;
import dev.tailrace.config.Config.AwsConfig;
import dev.tailrace.fakesnow.FakeSnowflake;
import dev.tailrace.fakesnow.UnavailableException;
import dev.tailrace.sink.Sink;
import dev.tailrace.sink.snowflake.SnowflakeSettings;
import dev.tailrace.sink.snowflake.SnowflakeSink;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** A Snowflake database: of an emulator that lives as long as the demo, or of one's own account. */
final class SnowflakeWarehouse implements DemoWarehouse {
  /** Outside the demo's folder, which each demo makes anew: it takes a minute to fill. */
  private static final Path PYTHON =
      Path.of(System.getProperty("user.home"), ".cache", "tailrace", "fakesnow");

  private final String url;
  private final SnowflakeSettings settings;
  private final Optional<FakeSnowflake> server;

  private SnowflakeWarehouse(
      String url, SnowflakeSettings settings, Optional<FakeSnowflake> server) {
    this.url = url;
    this.settings = settings;
    this.server = server;
  }

  /**
   * Starts an emulator, whose Python packages are kept for the next time.
   *
   * @throws UserException when this machine can't run it
   */
  static SnowflakeWarehouse emulated() {
    try {
      FakeSnowflake server = FakeSnowflake.start(PYTHON);
      // It takes any password, but the driver wants one.
      SnowflakeSettings settings = SnowflakeSettings.defaults().withPassword("any");
      return new SnowflakeWarehouse(server.url("DEMO"), settings, Optional.of(server));
    } catch (UnavailableException e) {
      throw new UserException(
          ExitCode.FAILURE,
          "--sink snowflake: fakesnow, an emulator, can't run here: %s; --sink snowflake://user@account/DATABASE?warehouse=W fills your own account"
              .formatted(e.getMessage()));
    }
  }

  /** Uses an account; the credentials are where the sink looks for them. */
  static SnowflakeWarehouse at(String url) {
    return new SnowflakeWarehouse(url, SnowflakeSettings.of(System.getenv()), Optional.empty());
  }

  @Override
  public String sinkUrl() {
    return url;
  }

  @Override
  public Sink openSink(AwsConfig aws) {
    return open();
  }

  private SnowflakeSink open() {
    return SnowflakeSink.open(url, settings, InstantSource.system());
  }

  @Override
  public Connection connect() throws SQLException {
    try (SnowflakeSink sink = open()) {
      return sink.connect();
    }
  }

  @Override
  public String sampleQuery() {
    return """
    SELECT "place", "magnitude",
           DATEADD(second, FLOOR("time_ms" / 1000), '1970-01-01'::TIMESTAMP_NTZ) AS "occurred",
           "location":depth_km::STRING AS "depth_km", ARRAY_SIZE("products") AS "products"
    FROM "main"."earthquakes"
    WHERE "magnitude" >= 5.5
    ORDER BY "magnitude" DESC, "occurred" LIMIT 8""";
  }

  @Override
  public List<String> whatStays() {
    return server.isPresent()
        ? List.of(
            "It was fakesnow, an emulator, and ends with the demo; --sink snowflake://… fills your own account.")
        : List.of("The tables are yours to look at, in the schema \"main\" of " + url);
  }

  @Override
  public void close() {
    server.ifPresent(FakeSnowflake::close);
  }
}
