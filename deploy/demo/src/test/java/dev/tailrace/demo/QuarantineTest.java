package dev.tailrace.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.app.Daemon;
import dev.tailrace.app.Sinks;
import dev.tailrace.app.Tailrace;
import dev.tailrace.config.Config;
import dev.tailrace.config.ConfigFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Items that fit into their own table, and not into another one with an attribute more. */
final class QuarantineTest {
  private static final Duration LONGEST = Duration.ofMinutes(2);
  private static final String CONSTANT =
      "      constant:\n        note: " + "x".repeat(30_000) + "\n";

  @TempDir Path folder;

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void until(Daemon daemon, Condition condition, String what) throws Exception {
    long end = System.nanoTime() + LONGEST.toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      assertThat(daemon.troubles()).isEmpty();
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private Path config(Stage stage, String name, String options) throws IOException {
    String sink =
        "dynamodb://%s?endpoint=%s&table-prefix=copy-"
            .formatted(
                stage.aws().dynamoDb().serviceClientConfiguration().region(), stage.endpoint());
    String yaml =
        stage
            .yaml("odd", "orders", "dynamodb-json")
            .replaceFirst("url: duckdb://.*", "url: \"" + sink + "\"")
            .replace("- name: orders\n", "- name: orders\n" + options)
            .concat("status: {listen: \"127.0.0.1:0\"}\n");
    return Files.writeString(folder.resolve(name), yaml);
  }

  private static Daemon start(Stage stage, Path file) {
    Config config = ConfigFile.read(file);
    return Daemon.start(config, stage.aws(), Sinks.open(config.sink().url(), config.aws()));
  }

  private static void put(Stage stage, String id, int length) {
    Map<String, AttributeValue> item =
        Map.of("id", AttributeValue.fromS(id), "t", AttributeValue.fromS("y".repeat(length)));
    stage.aws().dynamoDb().putItem(r -> r.tableName("orders").item(item));
  }

  private static Map<String, Map<String, AttributeValue>> items(Stage stage, String table) {
    Map<String, Map<String, AttributeValue>> items = new HashMap<>();
    stage
        .aws()
        .dynamoDb()
        .scanPaginator(r -> r.tableName(table))
        .items()
        .forEach(i -> items.put(i.getOrDefault("id", AttributeValue.fromS("")).s(), i));
    return items;
  }

  private static String get(Daemon daemon, String path) throws Exception {
    URI uri =
        URI.create(
            "http://127.0.0.1:%d%s"
                .formatted(daemon.statusAddress().orElseThrow().getPort(), path));
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(uri).build();
      return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
  }

  /** Runs a verb, and checks its exit code. */
  private static String run(int exitCode, String... args) {
    StringWriter out = new StringWriter();
    assertThat(Tailrace.commandLine().setOut(new PrintWriter(out)).execute(args))
        .as(String.join(" ", args))
        .isEqualTo(exitCode);
    return out.toString();
  }

  @Test
  void theDaemonGoesOnAndARetryStoresWhatFitsInTheEnd() throws Exception {
    try (Stage stage = new Stage(folder)) {
      new SourceTables(stage.aws().dynamoDb()).create("orders", List.of("id"));
      put(stage, "exported", 390_000);
      put(stage, "deleted", 390_000);
      put(stage, "small", 10);
      String narrow = config(stage, "narrow.yaml", CONSTANT).toString();
      try (Daemon daemon = start(stage, Path.of(narrow))) {
        until(daemon, daemon::isCaughtUp, "it streams");
        put(stage, "streamed", 385_000);
        put(stage, "later", 10);
        until(daemon, () -> items(stage, "copy-orders").containsKey("later"), "it goes on");
        assertThat(items(stage, "copy-orders")).containsOnlyKeys("small", "later");
        assertThat(run(0, "quarantine", "list", "-c", narrow))
            .contains("table orders, target orders, key {\"id\":\"exported\"}: ")
            .contains("key {\"id\":\"streamed\"}")
            .contains("in quarantine: 3")
            .doesNotContain("yyyy");
        assertThat(run(0, "quarantine", "list", "--json", "--table", "orders", "-c", narrow))
            .contains("\"key\":{\"id\":{\"S\":\"exported\"}},\"reason\":")
            .doesNotContain("yyyy");
        assertThat(run(0, "quarantine", "list", "--json", "--images", "-c", narrow))
            .contains("\"image\":{", "yyyy", "xxxx");
        until(
            daemon,
            () -> get(daemon, "/metrics").contains("items_quarantined{table=\"orders\"} 3.0"),
            "they are counted");
        assertThat(get(daemon, "/readyz")).isEqualTo("ready\n");
        assertThat(run(1, "quarantine", "retry", "-c", narrow))
            .contains("stays    table orders, target orders, key {\"id\":\"exported\"}: ");
        assertThat(daemon.stop()).isTrue();
      }
      String wide = config(stage, "wide.yaml", "").toString();
      Map<String, AttributeValue> deleted = Map.of("id", AttributeValue.fromS("deleted"));
      stage.aws().dynamoDb().deleteItem(r -> r.tableName("orders").key(deleted));
      assertThat(run(0, "quarantine", "retry", "--key", "{\"id\": \"deleted\"}", "-c", wide))
          .startsWith("goes     table orders, target orders, key {\"id\":\"deleted\"}: ");
      try (Daemon daemon = start(stage, Path.of(wide))) {
        assertThat(run(0, "quarantine", "retry", "--key", "exported", "-c", wide))
            .isEqualTo("stored   table orders, target orders, key {\"id\":\"exported\"}\n");
        until(
            daemon,
            () -> run(0, "quarantine", "list", "-c", wide).contains("in quarantine: 1"),
            "the delete takes its entry away");
        assertThat(run(0, "quarantine", "retry", "-c", wide))
            .contains("stored")
            .contains("streamed");
        assertThat(run(0, "quarantine", "retry", "-c", wide)).isEqualTo("nothing in quarantine\n");
        // These were stored with the constant.
        put(stage, "small", 11);
        put(stage, "later", 11);
        until(
            daemon,
            () -> items(stage, "copy-orders").equals(items(stage, "orders")),
            "the tables are equal");
        assertThat(items(stage, "copy-orders")).hasSize(4);
        assertThat(daemon.stop()).isTrue();
      }
    }
  }

  @Test
  void whereEveryItemFitsThereIsNothing() throws Exception {
    try (Stage stage = new Stage(folder)) {
      String yaml = stage.yaml("fits", "orders", "dynamodb-json");
      String file = Files.writeString(folder.resolve("fits.yaml"), yaml).toString();
      assertThat(run(0, "quarantine", "list", "-c", file)).isEqualTo("nothing in quarantine\n");
      assertThat(run(0, "quarantine", "retry", "-c", file)).isEqualTo("nothing in quarantine\n");
      assertThat(stage.warehouse("fits")).doesNotExist();
    }
  }

  @Test
  void aTableThatIsNotConfiguredIsNamed() throws Exception {
    try (Stage stage = new Stage(folder)) {
      String file = config(stage, "odd.yaml", "").toString();
      run(2, "quarantine", "list", "--table", "other", "-c", file);
    }
  }
}
