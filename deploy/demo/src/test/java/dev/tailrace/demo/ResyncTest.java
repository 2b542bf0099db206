package dev.tailrace.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.app.Tailrace;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A new backfill is asked for while the daemon has the sink's file locked. */
final class ResyncTest {
  private static final Duration LONGEST = Duration.ofMinutes(3);

  @TempDir Path folder;

  @Test
  void theRunningDaemonTakesItUp() throws Exception {
    try (Stage stage = new Stage(folder)) {
      SourceTables tables = new SourceTables(stage.aws().dynamoDb());
      tables.create("orders", List.of("id"));
      tables.load("orders", Stage.items(30));
      Path config = config(stage);
      Path said = folder.resolve("said");
      Process daemon = run(config, said);
      try {
        until(() -> read(said).contains("following the stream"), said);

        Answer unknown = resync(config, "order");
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.text()).contains("it has orders");
        Answer done = resync(config, "orders");
        assertThat(done.exitCode()).as(done.text()).isZero();
        assertThat(done.text()).contains("the running daemon begins a new backfill now");
        until(() -> exports(stage) == 2, said);
      } finally {
        daemon.destroyForcibly().waitFor();
      }

      // What the killed daemon left at its place does not look like a daemon.
      Answer later = resync(config, "orders");
      assertThat(later.exitCode()).as(later.text()).isZero();
      assertThat(later.text()).contains("begins when tailrace run goes on");
    }
  }

  private Path config(Stage stage) throws IOException {
    String socket = "control: {socket: \"%s\"}%n".formatted(folder.resolve("private/socket"));
    return Files.writeString(
        folder.resolve("resync.yaml"), stage.yaml("resync", "orders", "dynamodb-json") + socket);
  }

  private static int exports(Stage stage) {
    return stage.aws().dynamoDb().listExports(r -> {}).exportSummaries().size();
  }

  /** What a command printed, and its exit code. */
  private record Answer(int exitCode, String text) {}

  private static Answer resync(Path config, String table) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text, true);
    CommandLine command = Tailrace.commandLine().setOut(out).setErr(out);
    int exitCode = command.execute("resync", "-c", config.toString(), table);
    return new Answer(exitCode, text.toString());
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void until(BooleanSupplier condition, Path said) throws InterruptedException {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - start).as(read(said)).isLessThan(LONGEST.toNanos());
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private static Process run(Path config, Path said) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-Xmx512m",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            Tailrace.class.getName(),
            "run",
            "-c",
            config.toString())
        .redirectErrorStream(true)
        .redirectOutput(said.toFile())
        .start();
  }
}
