package dev.tailrace.sink.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** One Postgres server for all tests of a JVM, which stops it at its end; a database a test. */
final class Server {
  private static final Server ONE = new Server();

  private final EmbeddedPostgres postgres;
  private final AtomicInteger databases = new AtomicInteger();

  private Server() {
    try {
      // The tests kill connections, not machines: what is on the disk does not matter.
      postgres =
          EmbeddedPostgres.builder()
              .setServerConfig("fsync", "off")
              .setServerConfig("synchronous_commit", "off")
              .setServerConfig("full_page_writes", "off")
              .setServerConfig("max_connections", "200")
              .setServerConfig("deadlock_timeout", "200ms")
              .start();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static Server one() {
    return ONE;
  }

  /** Makes a database and returns the sink's URL for it. */
  String newDatabase() {
    String name = "test" + databases.incrementAndGet();
    execute("CREATE DATABASE " + name);
    return url("postgres", name);
  }

  /** Takes a database away: hundreds of them make the server's stop outlast the JVM's patience. */
  void drop(String url) {
    String name = url.substring(url.lastIndexOf('/') + 1);
    execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
  }

  String url(String login, String database) {
    return "postgres://%s@localhost:%d/%s".formatted(login, port(), database);
  }

  int port() {
    return postgres.getPort();
  }

  /** Runs a statement in the server's own database. */
  void execute(String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection(postgres.getJdbcUrl("postgres", "postgres"));
  }
}
