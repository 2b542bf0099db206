package dev.tailrace.sink.duckdb;

import static dev.tailrace.sink.duckdb.Pipeline.goLive;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tailrace.sink.SinkException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may read what is written, and what no message may say. */
final class SecretsTest {
  private static final String VALUE = "hush 'qqq\" 4711";

  @TempDir private Path folder = Path.of("unset");

  private Path file() {
    return folder.resolve("made/warehouse.duckdb");
  }

  private static String mode(Path path) throws IOException {
    assumeTrue(FileMode.isKnownHere(), "skipped: modes of files (this file system has none)");
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private Path beside(String suffix) {
    return file().resolveSibling(file().getFileName() + suffix);
  }

  private static void work(DuckDbSink sink) {
    goLive(sink);
    new Pipeline().merge(sink, "{\"pk\":{\"S\":\"a\"}}");
  }

  @Test
  void whatIsMadeIsItsOwnersAlone() throws IOException {
    try (DuckDbSink sink = DuckDbSink.open(file())) {
      work(sink);
      assertThat(mode(file())).isEqualTo("rw-------");
      assertThat(mode(beside(".wal"))).isEqualTo("rw-------");
      assertThat(mode(beside(".tmp"))).isEqualTo("rwx------");
      assertThat(mode(folder.resolve("made"))).isEqualTo("rwx------");
    }
    assertThat(folder.resolve("made")).isDirectoryNotContaining(f -> !f.equals(file()));
  }

  @Test
  void aUrlMayLetAGroupRead() throws IOException {
    try (DuckDbSink sink =
        DuckDbSink.open(DuckDbUrl.parse("duckdb://" + file() + "?file-mode=0640"))) {
      work(sink);
      assertThat(mode(file())).isEqualTo("rw-r-----");
      assertThat(mode(beside(".wal"))).isEqualTo("rw-r-----");
      assertThat(mode(folder.resolve("made"))).isEqualTo("rwxr-x---");
    }
    for (String bad :
        List.of("?file-mode=0477", "?file-mode=rw", "?mode=0640", "?file-mode=0400")) {
      assertThatThrownBy(() -> DuckDbUrl.parse("duckdb://" + file() + bad))
          .isInstanceOf(SinkException.Rejected.class)
          .hasMessageContaining("0640");
    }
  }

  @Test
  void aFileThatIsThereKeepsItsMode() throws IOException {
    try (DuckDbSink sink = DuckDbSink.open(file())) {
      work(sink);
    }
    assertThat(mode(file())).isEqualTo("rw-------");
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
    try (DuckDbSink sink = DuckDbSink.open(file())) {
      new Pipeline().merge(sink, "{\"pk\":{\"S\":\"b\"}}");
      assertThat(mode(file())).isEqualTo("rw-r--r--");
      assertThat(mode(beside(".wal"))).isEqualTo("rw-r--r--");
    }
  }

  /** Each makes the next merge fail at the value. */
  @Test
  void noMessageHasTheValueThatDuckDbStumbledOver() {
    for (String meddling :
        List.of(
            "ALTER TABLE main.orders ALTER v TYPE INTEGER USING NULL",
            "ALTER TABLE main.orders ALTER v TYPE DATE USING NULL",
            "ALTER TABLE main.orders ALTER v TYPE DECIMAL(3,1) USING NULL",
            "DROP TABLE main.orders; CREATE TABLE main.orders (pk VARCHAR, _tailrace_sequence"
                + " DECIMAL(38,0), _tailrace_committed_at TIMESTAMPTZ, _tailrace_synced_at"
                + " TIMESTAMPTZ, _tailrace_overflow JSON, v VARCHAR CHECK (v < 'a'))",
            "CREATE UNIQUE INDEX ones ON main.orders (v); INSERT INTO main.orders (pk, v) VALUES"
                + " ('other', 'hush ''qqq\" 4711')")) {
      Path own = folder.resolve(meddling.hashCode() + ".duckdb");
      try (DuckDbSink sink = DuckDbSink.open(own)) {
        Pipeline pipeline = new Pipeline();
        goLive(sink);
        pipeline.merge(sink, "{\"pk\":{\"S\":\"a\"},\"v\":{\"S\":\"1\"}}");
        pipeline.merge(sink, "{\"pk\":{\"S\":\"a\"}}");
        execute(sink, meddling);
        Throwable thrown =
            catchThrowable(
                () ->
                    pipeline.merge(
                        sink,
                        "{\"pk\":{\"S\":\"a\"},\"v\":{\"S\":\"%s\"}}"
                            .formatted(VALUE.replace("\"", "\\\""))));
        assertThat(thrown).as(meddling).isInstanceOf(SinkException.class);
        assertThat(thrown).hasMessageContaining("shop/orders");
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
          assertThat(cause).message().doesNotContain("hush", "qqq", "4711");
        }
      }
    }
  }

  private static void execute(DuckDbSink sink, String sql) {
    try (Connection connection = sink.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}
