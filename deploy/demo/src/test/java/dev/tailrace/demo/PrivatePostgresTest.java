package dev.tailrace.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who gets into the demo's Postgres. */
final class PrivatePostgresTest {
  @TempDir private Path folder = Path.of("unset");

  @Test
  void nobodyGetsInWithoutThePassword() throws IOException, SQLException {
    Path data = folder.resolve("demo/postgres");
    try (PrivatePostgres postgres = PrivatePostgres.start(data)) {
      login(postgres, postgres.secret()).close();
      for (String guess : new String[] {"", "postgres", postgres.secret() + "x"}) {
        assertThatThrownBy(() -> login(postgres, guess)).isInstanceOf(SQLException.class);
      }
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
          .isEqualTo("rwx------");
      assertThat(Path.of(System.getProperty("java.io.tmpdir"), ".s.PGSQL." + postgres.port()))
          .doesNotExist();
    }
  }

  private static Connection login(PrivatePostgres postgres, String password) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", "postgres");
    properties.setProperty("password", password);
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(postgres.port()), properties);
  }
}
