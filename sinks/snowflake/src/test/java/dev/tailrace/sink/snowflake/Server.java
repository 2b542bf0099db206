package dev.tailrace.sink.snowflake;

import dev.tailrace.fakesnow.FakeSnowflake;
import dev.tailrace.fakesnow.UnavailableException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;

/**
 * What the tests run against: the account that the environment names, or a fakesnow server that all
 * tests of this JVM share.
 */
final class Server {
  /** A URL without a database, as {@code snowflake://user@account/%s?warehouse=W&role=R}. */
  private static final String ACCOUNT = "TAILRACE_SNOWFLAKE_URL";

  private static final Path FOLDER =
      Path.of(System.getProperty("user.home"), ".cache", "tailrace", "fakesnow");

  private static final AtomicInteger DATABASES = new AtomicInteger();

  private Server() {}

  /** Started by whoever asks first. */
  private static final class Emulator {
    static final Emulator ONE = new Emulator();

    final Optional<FakeSnowflake> server;
    final String problem;

    private Emulator() {
      Optional<FakeSnowflake> started = Optional.empty();
      String why = "";
      try {
        started = Optional.of(FakeSnowflake.start(FOLDER));
      } catch (UnavailableException e) {
        why = String.valueOf(e.getMessage());
        System.out.println("skipped: Snowflake contract on fakesnow (" + why + ")");
      }
      this.server = started;
      this.problem = why;
    }
  }

  static boolean isAccount() {
    return System.getenv(ACCOUNT) != null;
  }

  /** Skips what is about to run where there is no server. */
  static void assumeThere() {
    Assumptions.assumeTrue(
        isAccount() || Emulator.ONE.server.isPresent(),
        () -> "skipped: Snowflake contract on fakesnow (" + Emulator.ONE.problem + ")");
  }

  /** The URL of a database that no other test has. */
  static String newDatabase() {
    String name =
        "TAILRACE_TEST_%d_%d".formatted(ProcessHandle.current().pid(), DATABASES.incrementAndGet());
    String account = System.getenv(ACCOUNT);
    if (account != null) {
      // Not as a format: there are percent signs in escapes, too.
      String url = account.replace("%s", name);
      onAccount(url, "CREATE TRANSIENT DATABASE " + name);
      return url;
    }
    return Emulator.ONE.server.orElseThrow().url(name);
  }

  /** Drops a database that {@link #newDatabase} made; those of the emulator go with it. */
  static void drop(String url) {
    if (isAccount()) {
      onAccount(url, "DROP DATABASE IF EXISTS " + Address.of(url, settings()).database());
    }
  }

  private static void onAccount(String url, String sql) {
    Address address = Address.of(url, settings());
    try (Connection connection =
            DriverManager.getConnection(address.jdbcUrl(), address.properties());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }

  /** The port of the emulator; skips the test where there is none. */
  static int port() {
    Assumptions.assumeFalse(isAccount(), "skipped: faults are made between driver and emulator");
    assumeThere();
    return Emulator.ONE.server.orElseThrow().port();
  }

  static SnowflakeSettings settings() {
    return isAccount()
        ? SnowflakeSettings.of(System.getenv())
        : SnowflakeSettings.of(Map.of("SNOWFLAKE_PASSWORD", "any"));
  }
}
