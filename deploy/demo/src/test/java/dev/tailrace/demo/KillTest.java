package dev.tailrace.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Kills the daemon with SIGKILL at named points, starts it again, and compares table and warehouse
 * item by item. A writer goes on all the while. {@code -Dtailrace.kill-points=all} takes every
 * point; the build takes some.
 */
class KillTest {
  private static final List<String> SHORT_FORM =
      List.of(
          "before-export-arn",
          "mid-file",
          "after-merge",
          "after-anchored",
          "after-log",
          "after-file",
          "before-streaming",
          "after-streaming",
          "before-merge");

  private static final Duration LONGEST = Duration.ofMinutes(2);
  private static final Dataset TABLE = new Dataset("orders", List.of("id"));

  @TempDir static Path folder;
  private static Stage stage;
  private static DemoWriter writer;

  @BeforeAll
  static void start() throws IOException {
    stage = new Stage(folder);
    SourceTables tables = new SourceTables(stage.aws().dynamoDb());
    List<Map<String, AttributeValue>> items = Stage.items(300);
    tables.create(TABLE.table(), TABLE.keys());
    tables.load(TABLE.table(), items);
    writer = new DemoWriter(stage.aws().dynamoDb(), TABLE, items, 60, 7);
  }

  @AfterAll
  static void end() {
    writer.close();
    stage.close();
  }

  @TestFactory
  Stream<DynamicTest> killedAtAnyPointLosesAndDoublesNothing() {
    int kills = Integer.getInteger("tailrace.kills", SHORT_FORM.size());
    List<String> points = kills <= SHORT_FORM.size() ? SHORT_FORM : KillPoint.ALL;
    return IntStream.range(0, kills)
        .mapToObj(
            i -> {
              String point = points.get(i % points.size());
              return DynamicTest.dynamicTest(point + " " + i, () -> killAt(point, i));
            });
  }

  private static void killAt(String point, int number) throws IOException, SQLException {
    String pipeline = "killed-%s-%d".formatted(point, number);
    Path config = folder.resolve(pipeline + ".yaml");
    Files.writeString(config, stage.yaml(pipeline, TABLE.table(), "dynamodb-json"));
    int exportsBefore = exports();

    try (Child child = new Child(config, stage.warehouse(pipeline), point)) {
      child.await("AT " + point);
    }
    try (Child child = new Child(config, stage.warehouse(pipeline), "nowhere")) {
      child.await("CAUGHT UP");
      // Nothing is written between the last look at the stream and the comparison.
      writer.close();
      assertThat(writer.trouble()).isEmpty();
    }
    // Whatever this one says was said after the last write.
    try (Child child = new Child(config, stage.warehouse(pipeline), "nowhere")) {
      child.await("CAUGHT UP");
      child.await("QUIET");
    }
    Verdict verdict = stage.compare(pipeline, TABLE.table(), TABLE.keys());

    assertThat(verdict.differences()).isEmpty();
    assertThat(verdict.isEqual()).as("%s", verdict).isTrue();
    assertThat(exports() - exportsBefore).as("exports that were started").isEqualTo(1);
    writer = new DemoWriter(stage.aws().dynamoDb(), TABLE, currentItems(), 60, point.hashCode());
  }

  private static int exports() {
    return (int)
        stage.aws().dynamoDb().listExportsPaginator(r -> r.maxResults(25)).stream()
            .mapToLong(page -> page.exportSummaries().size())
            .sum();
  }

  private static List<Map<String, AttributeValue>> currentItems() {
    return stage.aws().dynamoDb().scanPaginator(r -> r.tableName(TABLE.table())).items().stream()
        .toList();
  }

  /** A daemon in a process of its own; closing it is {@code kill -9}. */
  private static final class Child implements AutoCloseable {
    private final Process process;
    private final BufferedReader lines;

    Child(Path config, Path warehouse, String point) throws IOException {
      process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "--enable-native-access=ALL-UNNAMED",
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "-Xmx512m",
                  "-cp",
                  System.getProperty(
                      "surefire.test.class.path", System.getProperty("java.class.path")),
                  PausingDaemon.class.getName(),
                  config.toString(),
                  warehouse.toString(),
                  point)
              .redirectErrorStream(true)
              .start();
      lines =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    void await(String wanted) throws IOException {
      // Reading blocks for as long as nothing is said: a child that says nothing is ended.
      process
          .onExit()
          .orTimeout(LONGEST.toSeconds(), TimeUnit.SECONDS)
          .exceptionally(late -> process.destroyForcibly());
      StringBuilder seen = new StringBuilder();
      Optional<String> line = Optional.ofNullable(lines.readLine());
      while (line.isPresent() && !line.get().equals(wanted)) {
        seen.append(line.get()).append('\n');
        line = Optional.ofNullable(lines.readLine());
      }
      assertThat(line).as("what the daemon said: %s", seen).contains(wanted);
    }

    @Override
    public void close() {
      process.destroyForcibly().onExit().join();
    }
  }
}
