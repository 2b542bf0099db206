package dev.tailrace.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.app.Tailrace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The daemon as a process: it ends by itself when caught up, and soon when it is told to. */
class StopTest {
  private static final long LONGEST_SECONDS = 120;

  @TempDir Path folder;

  @Test
  void untilCaughtUpEndsWithAllMergedAndSigtermEndsSoon() throws Exception {
    try (Stage stage = new Stage(folder)) {
      SourceTables tables = new SourceTables(stage.aws().dynamoDb());
      tables.create("orders", List.of("id"));
      tables.load("orders", Stage.items(50));
      Path config = folder.resolve("stop.yaml");
      // A batch would wait for an hour: only the flush at the end merges it.
      Files.writeString(
          config, stage.yaml("stop", "orders", "dynamodb-json").replace("300ms", "1h"));

      Process backfill = run(config, "--until-caught-up");
      assertThat(backfill.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(backfill.exitValue()).isZero();
      assertThat(stage.compare("stop", "orders", List.of("id")).isEqual()).isTrue();

      tables.load("orders", Stage.items(60));
      Process again = run(config, "--until-caught-up");
      assertThat(again.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(again.exitValue()).isZero();
      Verdict verdict = stage.compare("stop", "orders", List.of("id"));
      assertThat(verdict.isEqual()).as("what was read is merged: %s", verdict).isTrue();

      Process running = run(config);
      awaitLine(running, "following the stream");
      running.destroy();
      assertThat(running.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)).as("SIGTERM ends it").isTrue();
    }
  }

  private static void awaitLine(Process process, String part) throws IOException {
    process
        .onExit()
        .orTimeout(LONGEST_SECONDS, TimeUnit.SECONDS)
        .exceptionally(late -> process.destroyForcibly());
    Optional<String> line;
    do {
      line = Optional.ofNullable(process.inputReader(StandardCharsets.UTF_8).readLine());
    } while (line.isPresent() && !line.get().contains(part));
    assertThat(line).as("a line with «%s»", part).isPresent();
  }

  private static Process run(Path config, String... more) throws IOException {
    List<String> command =
        new java.util.ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-Xmx512m",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Tailrace.class.getName(),
                "run",
                "-c",
                config.toString()));
    command.addAll(List.of(more));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }
}
