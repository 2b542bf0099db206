package dev.tailrace.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.app.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo, in a process of its own, with warehouses other than DuckDB. */
final class DemoSinksTest {
  private static final Duration LONGEST = Duration.ofMinutes(10);

  @TempDir private Path folder;

  @Test
  void postgresHoldsWhatTheTablesHold() throws Exception {
    Demo demo = run("postgres");
    assertThat(demo.output()).contains("EQUAL. The warehouse holds what the tables hold.");
    assertThat(demo.output()).contains("The Postgres server ends with the demo");
    assertThat(demo.exitCode()).as(demo.output()).isEqualTo(ExitCode.OK);
  }

  @Test
  void snowflakesEmulatorHoldsWhatTheTablesHold() throws Exception {
    Demo demo = run("snowflake");
    boolean unavailable = demo.output().contains("an emulator, can't run here");
    if (unavailable) {
      System.out.println("skipped: the demo on fakesnow, which can't run here");
    }
    Assumptions.assumeFalse(unavailable, "fakesnow can't run here");
    assertThat(demo.output()).contains("EQUAL. The warehouse holds what the tables hold.");
    assertThat(demo.exitCode()).as(demo.output()).isEqualTo(ExitCode.OK);
  }

  @Test
  void aSinkThatThereIsNotIsAMistakeOfUsage() throws Exception {
    Demo demo = run("oracle");
    assertThat(demo.output()).contains("--sink oracle: there are duckdb, postgres");
    assertThat(demo.exitCode()).isEqualTo(ExitCode.USAGE);
  }

  /** What a demo said, on both outputs, and how it ended. */
  private record Demo(String output, int exitCode) {}

  private Demo run(String sink) throws IOException, InterruptedException {
    Path said = folder.resolve(sink + ".txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx768m",
                "--enable-native-access=ALL-UNNAMED",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                DemoMain.class.getName(),
                "demo",
                "--once",
                "--seconds",
                "2",
                "--sink",
                sink,
                "--dir",
                folder.resolve("demo").toString())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    try {
      assertThat(process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS))
          .as("it ends; it said: " + Files.readString(said))
          .isTrue();
      return new Demo(Files.readString(said), process.exitValue());
    } finally {
      process.destroyForcibly();
    }
  }
}
