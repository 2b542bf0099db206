package dev.tailrace.sink.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tailrace.sink.Commit;
import dev.tailrace.sink.LifeRow;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.TableId;
import dev.tailrace.sink.TableState;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opening the file, and what DuckDB does that this sink has to guard against. */
final class DuckDbFileTest {
  private static final String HOLDING = "holding";
  private static final TableId TABLE = new TableId("p", "t");

  /** Holds the file given as argument open until its input ends. */
  static final class Holder {
    private Holder() {}

    @SuppressWarnings("SystemOut") // how it tells its parent
    public static void main(String[] arguments) throws SQLException, IOException {
      try (Connection held = DriverManager.getConnection("jdbc:duckdb:" + arguments[0])) {
        System.out.println(held.isClosed() ? "closed" : HOLDING);
        int end = System.in.read();
        assert end < 0;
      }
    }
  }

  @Test
  void aFileThatAnotherProcessHoldsIsNamedWithTheMend(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("held.duckdb");
    Process holder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader out = holder.inputReader(StandardCharsets.UTF_8)) {
      assertThat(out.readLine()).isEqualTo(HOLDING);
      assertThatThrownBy(() -> read(file))
          .isInstanceOf(SinkException.Unavailable.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining("another process")
          .hasMessageContaining("stop it");
      holder.getOutputStream().close();
      assertThat(holder.waitFor(3, TimeUnit.MINUTES)).isTrue();
    } finally {
      holder.destroyForcibly();
    }
    assertThat(read(file)).isEqualTo(TableState.none());
  }

  private static TableState read(Path file) {
    try (DuckDbSink sink = DuckDbSink.open(file)) {
      return sink.read(TABLE);
    }
  }

  @Test
  void aFileThatIsNotDuckDbsIsRejected(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("notes.txt");
    Files.writeString(file, "not a database, ".repeat(1000));
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(SinkException.Rejected.class)
        .hasMessageContaining(file.toString());
    assertThatThrownBy(() -> read(file.resolve("below a file.duckdb")))
        .isInstanceOf(SinkException.Rejected.class)
        .hasMessageContaining("folder");
    for (Path bad : List.of(file, file.resolve("below a file.duckdb"))) {
      try (DuckDbSink sink = DuckDbSink.open(bad)) {
        assertThat(sink.obstacles(TABLE, List.of()))
            .hasSize(1)
            .first()
            .asString()
            .contains(file.toString());
      }
    }
  }

  @Test
  void stateOfAnUnknownVersionIsRejected(@TempDir Path folder) throws SQLException {
    Path file = folder.resolve("newer.duckdb");
    try (DuckDbSink sink = DuckDbSink.open(file)) {
      sink.commit(
          new Commit(
              TABLE, 0, Optional.of(new LifeRow(1, 1, "ANCHORED", "{}")), List.of(), List.of()));
      try (Connection connection = sink.connect();
          Statement statement = connection.createStatement()) {
        statement.execute("UPDATE tailrace.version SET version = 99");
      }
    }
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(SinkException.Rejected.class)
        .hasMessageContaining("99");
    try (DuckDbSink sink = DuckDbSink.open(file)) {
      assertThat(sink.obstacles(TABLE, List.of())).hasSize(1).first().asString().contains("99");
    }
  }

  @Test
  void theSettingsHoldForAllConnections(@TempDir Path folder) throws SQLException {
    try (DuckDbSink sink =
            DuckDbSink.open(
                folder.resolve("a"), new DuckDbSettings(300, 2), InstantSource.system());
        Connection connection = sink.connect();
        Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT current_setting('memory_limit'), current_setting('threads'),"
                    + " current_setting('preserve_insertion_order')")) {
      assertThat(result.next()).isTrue();
      assertThat(result.getString(1)).isEqualTo("300.0 MiB");
      assertThat(result.getInt(2)).isEqualTo(2);
      assertThat(result.getBoolean(3)).isFalse();
    }
  }

  /** Why the sink never commits after a failed statement. */
  @Test
  void duckDbsOwnCommitAfterAFailedStatementLosesEverythingWithoutAWord(@TempDir Path folder)
      throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:duckdb:" + folder.resolve("silent"));
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE t (a INTEGER)");
      connection.setAutoCommit(false);
      statement.execute("INSERT INTO t VALUES (1)");
      assertThatThrownBy(() -> statement.execute("INSERT INTO t VALUES ('one')"))
          .isInstanceOf(SQLException.class);
      connection.commit();
      try (Statement after = connection.createStatement();
          ResultSet count = after.executeQuery("SELECT count(*) FROM t")) {
        assertThat(count.next()).isTrue();
        assertThat(count.getInt(1)).isZero();
      }
    }
  }

  @Test
  void aKilledProcessLeavesNoLibraryBehind(@TempDir Path temporary) throws Exception {
    Process opener =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                Opener.class.getName(),
                temporary.resolve("a.duckdb").toString())
            .redirectErrorStream(true)
            .start();
    opener.waitFor();

    assertThat(new String(opener.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .contains("open");
    assumeTrue(Files.exists(Path.of("/proc/self/maps")), "what is mapped can be seen on Linux");
    try (Stream<Path> files = Files.list(temporary)) {
      assertThat(files).noneMatch(f -> f.getFileName().toString().startsWith("libduckdb"));
    }
  }

  /** Opens a file, and ends as if it were killed. */
  static final class Opener {
    private Opener() {}

    @SuppressWarnings("SystemOut") // how it tells its parent
    public static void main(String[] args) {
      DuckDbSink.open(Path.of(args[0]))
          .commit(
              new Commit(
                  TABLE,
                  0,
                  Optional.of(new LifeRow(1, 1, "ANCHORED", "{}")),
                  List.of(),
                  List.of()));
      System.out.println("open");
      System.out.flush();
      Runtime.getRuntime().halt(9);
    }
  }
}
