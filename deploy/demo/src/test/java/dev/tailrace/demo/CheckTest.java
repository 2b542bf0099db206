package dev.tailrace.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.app.Daemon;
import dev.tailrace.app.Tailrace;
import dev.tailrace.config.ConfigFile;
import dev.tailrace.sink.duckdb.DuckDbSink;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What {@code tailrace check} finds, and what a running daemon tells of itself. */
final class CheckTest {
  private static final Duration LONGEST = Duration.ofMinutes(2);

  @TempDir static Path folder;
  private static Stage stage;

  @BeforeAll
  static void start() throws IOException {
    stage = new Stage(folder);
    new SourceTables(stage.aws().dynamoDb()).create("checked", List.of("id"));
  }

  @AfterAll
  static void end() {
    stage.close();
  }

  private record Result(int code, String out) {}

  private static Result run(String verb, String yaml) throws IOException {
    Path file = Files.writeString(folder.resolve("check.yaml"), yaml);
    StringWriter out = new StringWriter();
    CommandLine line = Tailrace.commandLine().setOut(new PrintWriter(out));
    int code = line.execute(verb, "-c", file.toString());
    return new Result(code, out.toString());
  }

  @Test
  void whatIsThereIsSaid() throws IOException {
    Result result = run("check", stage.yaml("check", "checked", "ion"));

    assertThat(result.out())
        .contains("ok       table checked (key id:S) goes to main.checked")
        .contains("ok       bucket stage")
        .contains("each change once");
    assertThat(result.code()).isZero();
  }

  @Test
  void allThatIsMissingIsNamedAtOnce() throws IOException {
    String yaml =
        stage
            .yaml("check", "checked", "ion")
            .replace("- name: checked", "- name: checked\n    - name: nowhere")
            .replace("bucket: " + Stage.BUCKET, "bucket: no-such-bucket")
            .replace("duckdb://", "duckdb:///no-such-folder");

    Result result = run("check", yaml);

    assertThat(result.code()).isEqualTo(3);
    assertThat(result.out())
        .contains("missing  table nowhere: there is no such table")
        .contains("missing  bucket no-such-bucket: there is none; make it")
        .contains("no-such-folder");
  }

  @Test
  void aRunningDaemonTellsHowItIs() throws Exception {
    String yaml = stage.yaml("told", "checked", "ion") + "status: {listen: \"127.0.0.1:0\"}\n";
    try (Daemon daemon =
            Daemon.start(
                ConfigFile.parse(yaml, "told"),
                stage.aws(),
                DuckDbSink.open(stage.warehouse("told")));
        HttpClient client = HttpClient.newHttpClient()) {
      long end = System.nanoTime() + LONGEST.toNanos();
      while (!daemon.isCaughtUp()) {
        assertThat(System.nanoTime()).isLessThan(end);
        TimeUnit.MILLISECONDS.sleep(50);
      }
      InetSocketAddress address = daemon.statusAddress().orElseThrow();
      HttpResponse<String> metrics = get(client, address, "/metrics");
      assertThat(metrics.body())
          .contains("tailrace_table_phase{phase=\"streaming\",table=\"checked\"} 1.0")
          .containsPattern("tailrace_table_lag_seconds\\{table=\"checked\"} \\d")
          .containsPattern("retention_remaining_seconds\\{table=\"checked\"} 86\\d\\d\\d");
      assertThat(get(client, address, "/readyz").statusCode()).isEqualTo(200);
      String asked = yaml.replace("127.0.0.1:0", "127.0.0.1:" + address.getPort());
      assertThat(run("health", asked)).isEqualTo(new Result(0, "ok\n"));
      assertThat(daemon.stop()).isTrue();
    }
  }

  private static HttpResponse<String> get(HttpClient client, InetSocketAddress address, String path)
      throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + address.getPort() + path);
    return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }
}
