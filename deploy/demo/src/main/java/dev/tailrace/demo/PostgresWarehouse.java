package dev.tailrace.demo;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/** A Postgres database: of a server that lives as long as the demo, or of one's own. */
final class PostgresWarehouse implements DemoWarehouse {
  private final String url;
  private final Optional<PrivatePostgres> server;

  private PostgresWarehouse(String url, Optional<PrivatePostgres> server) {
    this.url = url;
    this.server = server;
  }

  /** Starts a server whose data is in {@code folder}. */
  static PostgresWarehouse embedded(Path folder) throws IOException {
    PrivatePostgres server = PrivatePostgres.start(folder);
    String url =
        "postgres://postgres:%s@127.0.0.1:%d/postgres".formatted(server.secret(), server.port());
    return new PostgresWarehouse(url, Optional.of(server));
  }

  /** Uses a server that is there; the password is in PGPASSWORD. */
  static PostgresWarehouse at(String url) {
    return new PostgresWarehouse(url, Optional.empty());
  }

  @Override
  public String sinkUrl() {
    return url;
  }

  @Override
  public Connection connect() throws SQLException {
    URI uri = URI.create(url);
    Properties properties = new Properties();
    String[] user = Optional.ofNullable(uri.getUserInfo()).orElse("postgres").split(":", 2);
    properties.setProperty("user", user[0]);
    Optional<String> password =
        user.length == 2 ? Optional.of(user[1]) : Optional.ofNullable(System.getenv("PGPASSWORD"));
    password.ifPresent(p -> properties.setProperty("password", p));
    int port = uri.getPort() < 0 ? 5432 : uri.getPort();
    Connection connection =
        DriverManager.getConnection(
            "jdbc:postgresql://%s:%d%s".formatted(uri.getHost(), port, uri.getPath()), properties);
    connection.setSchema("main");
    return connection;
  }

  @Override
  public String sampleQuery() {
    return """
    SELECT place, magnitude, to_timestamp(time_ms / 1000.0)::timestamp(0) AS occurred,
           location->>'depth_km' AS depth_km, jsonb_array_length(products) AS products
    FROM main.earthquakes
    WHERE magnitude >= 5.5
    ORDER BY magnitude DESC, occurred LIMIT 8""";
  }

  @Override
  public List<String> whatStays() {
    return server.isPresent()
        ? List.of("The Postgres server ends with the demo; --sink postgres://… fills your own.")
        : List.of("The tables are yours to look at, in the schema main: psql " + url);
  }

  @Override
  public void close() throws IOException {
    if (server.isPresent()) {
      server.get().close();
    }
  }
}
