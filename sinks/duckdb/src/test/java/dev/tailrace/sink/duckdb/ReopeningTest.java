package dev.tailrace.sink.duckdb;

import static dev.tailrace.sink.duckdb.Pipeline.enter;
import static dev.tailrace.sink.duckdb.Pipeline.goLive;
import static dev.tailrace.sink.duckdb.Pipeline.version;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.sink.CommitOutcome;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.TableState;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that is moved, replaced, removed or can't be written while it is open. */
final class ReopeningTest {
  /** Enough for the write-ahead log, which grows to 16 MiB, and not for the second checkpoint. */
  private static final int MOST_BYTES = 24_000_000;

  private static final int TRIES = 20;

  private static final int PAYLOAD_BYTES = 60_000;
  private static final int MOST_MERGES = 600;

  @TempDir private Path folder = Path.of("unset");

  private Path file() {
    return folder.resolve("warehouse.duckdb");
  }

  @Test
  void anOlderFileThatComesToThePathIsReadAndNotWrittenOver() throws IOException {
    Path backup = folder.resolve("backup.duckdb");
    try (DuckDbSink sink = DuckDbSink.open(file())) {
      goLive(sink);
    }
    Files.copy(file(), backup);
    Pipeline pipeline = new Pipeline();
    try (DuckDbSink sink = DuckDbSink.open(file())) {
      assertThat(enter(sink, 3, "STREAMING")).isInstanceOf(CommitOutcome.Applied.class);
      Files.move(backup, file(), StandardCopyOption.REPLACE_EXISTING);

      assertThat(enter(sink, 4, "STREAMING")).isInstanceOf(CommitOutcome.Refused.class);
      assertThat(version(sink)).isEqualTo(2);
      assertThat(pipeline.merge(sink, "{\"pk\":{\"S\":\"a\"}}"))
          .isInstanceOf(CommitOutcome.Applied.class);
    }
    try (DuckDbSink sink = DuckDbSink.open(file())) {
      assertThat(version(sink)).isEqualTo(2);
      assertThat(rows(sink)).isEqualTo(1);
    }
  }

  @Test
  void aFileThatIsMovedTakesAllWithItAndItsStateIsGone() throws IOException {
    Path elsewhere = folder.resolve("elsewhere.duckdb");
    try (DuckDbSink sink = DuckDbSink.open(file())) {
      goLive(sink);
      new Pipeline().merge(sink, "{\"pk\":{\"S\":\"a\"}}");
      Files.move(file(), elsewhere);

      assertThat(enter(sink, 3, "STREAMING")).isInstanceOf(CommitOutcome.Refused.class);
      assertThat(sink.read(Pipeline.TABLE)).isEqualTo(TableState.none());
      assertThat(file()).doesNotExist();
      goLive(sink);
      assertThat(rows(sink)).isZero();
    }
    try (DuckDbSink sink = DuckDbSink.open(elsewhere)) {
      assertThat(rows(sink)).isEqualTo(1);
    }
  }

  private static long rows(DuckDbSink sink) {
    try (Connection connection = sink.connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT count(*) FROM main.orders")) {
      result.next();
      return result.getLong(1);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** A file that may not grow stands for a disk that is full: the same call fails the same way. */
  @Test
  void theWorkGoesOnByItselfWhenThereIsRoomAgain() throws Exception {
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/prlimit")),
        "skipped: a file that may not grow (there is no prlimit to let it grow again)");
    Process writer = startWriter();
    try (BufferedReader out = writer.inputReader(StandardCharsets.UTF_8);
        Writer in = writer.outputWriter(StandardCharsets.UTF_8)) {
      nextOf(out, "READY");
      limit(writer, MOST_BYTES + ":");
      goOn(in);
      String stuck = nextOf(out, "STUCK");
      assertThat(stuck).contains("warehouse.duckdb").contains("File too large");
      limit(writer, "unlimited:");
      goOn(in);
      assertThat(nextOf(out, "WENT ON")).isEqualTo("WENT ON " + MOST_MERGES);
      assertThat(writer.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      writer.destroyForcibly();
    }
    try (DuckDbSink sink = DuckDbSink.open(file())) {
      assertThat(rows(sink)).isEqualTo(MOST_MERGES);
    }
  }

  private static void limit(Process process, String size) throws Exception {
    Process prlimit =
        new ProcessBuilder(
                "/usr/bin/prlimit", "--pid", Long.toString(process.pid()), "--fsize=" + size)
            .inheritIO()
            .start();
    assertThat(prlimit.waitFor()).isZero();
  }

  private static void goOn(Writer in) throws IOException {
    in.write("\n");
    in.flush();
  }

  private static String nextOf(BufferedReader out, String beginning) throws IOException {
    StringBuilder seen = new StringBuilder();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith(beginning)) {
        return line;
      }
      seen.append(line).append('\n');
    }
    throw new AssertionError("no " + beginning + " but\n" + seen);
  }

  private Process startWriter() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Writing.class.getName(),
            file().toString())
        .redirectErrorStream(true)
        .start();
  }

  /** Merges until it can't, waits for a line of input, and goes on to the end. */
  static final class Writing {
    private Writing() {}

    @SuppressWarnings("SystemOut") // how it tells its parent
    public static void main(String[] arguments) throws IOException {
      Pipeline pipeline = new Pipeline();
      try (DuckDbSink sink = DuckDbSink.open(Path.of(arguments[0]))) {
        goLive(sink);
        say("READY");
        boolean stuck = false;
        for (int i = 0; i < MOST_MERGES; i++) {
          String item = "{\"pk\":{\"S\":\"%d\"},\"v\":{\"S\":\"%s\"}}".formatted(i, payload(i));
          for (int t = 1; !isMerged(pipeline, sink, item, stuck); t++) {
            stuck = true;
            if (t == TRIES) {
              System.out.println("GAVE UP");
              return;
            }
          }
        }
        System.out.println(stuck ? "WENT ON " + MOST_MERGES : "NEVER STUCK");
      }
    }

    /** Not to be compressed. */
    private static String payload(int seed) {
      byte[] bytes = new byte[PAYLOAD_BYTES];
      new java.util.Random(seed).nextBytes(bytes);
      return java.util.Base64.getEncoder().encodeToString(bytes);
    }

    /** And waits for an answer. */
    @SuppressWarnings("SystemOut") // how it tells its parent
    private static void say(String what) throws IOException {
      System.out.println(what);
      System.out.flush();
      int line = System.in.read();
      assert line >= 0;
    }

    private static boolean isMerged(Pipeline pipeline, DuckDbSink sink, String item, boolean before)
        throws IOException {
      try {
        return pipeline.merge(sink, item) instanceof CommitOutcome.Applied;
      } catch (SinkException.Unavailable | SinkException.OutcomeUnknown e) {
        if (!before) {
          say("STUCK " + e.getMessage());
        }
        return false;
      }
    }
  }
}
