package dev.tailrace.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tailrace.app.Daemon;
import dev.tailrace.app.Sinks;
import dev.tailrace.app.Tailrace;
import dev.tailrace.config.Config;
import dev.tailrace.config.ConfigFile;
import dev.tailrace.iam.IamPolicy;
import dev.tailrace.iam.Statement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** As {@link IamPolicyTest}, of a sink that is DynamoDB: what it calls, and nothing else. */
final class IamPolicyOfSinkTest {
  private static final Duration LONGEST = Duration.ofMinutes(2);
  private static final String STATEMENT = "WriteTargetTables";
  private static final AttributeValue LARGE = AttributeValue.fromS("y".repeat(390_000));

  @TempDir Path folder;

  private interface Condition {
    boolean holds();
  }

  private static void until(Daemon daemon, Condition condition, String what)
      throws InterruptedException {
    long end = System.nanoTime() + LONGEST.toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      assertThat(daemon.troubles()).isEmpty();
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  /** The source is called by another name, so that the sink's calls alone are recorded. */
  private static String yaml(Stage stage) {
    return stage
        .yaml("sink-policy", "orders", "dynamodb-json")
        .replaceFirst(
            "url: duckdb://.*",
            "url: \"dynamodb://us-east-1?table-prefix=copy-&endpoint="
                + stage.endpoint().toString().replace("127.0.0.1", CallRecorder.HOST)
                + "\"")
        .replace(
            "- name: orders\n",
            "- name: orders\n      constant:\n        note: " + "x".repeat(30_000) + "\n");
  }

  private static Statement statement(Config config) {
    return new IamPolicy(config, "*", "*")
        .statements().stream().filter(s -> s.sid().equals(STATEMENT)).findFirst().orElseThrow();
  }

  private static Set<String> called() {
    return CallRecorder.calls().stream()
        .map(call -> call.replaceFirst("^DynamoDb ", "dynamodb:"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void whatTheSinkCallsIsAllowedAndWhatIsAllowedIsCalled() throws Exception {
    try (Stage stage = new Stage(folder)) {
      CallRecorder.forget();
      new SourceTables(stage.aws().dynamoDb()).create("orders", List.of("id"));
      new SourceTables(stage.aws().dynamoDb()).load("orders", Stage.items(5));
      Path file = Files.writeString(folder.resolve("policy.yaml"), yaml(stage));
      Config config = ConfigFile.read(file);
      run(stage, config);
      assertThat(Tailrace.commandLine().execute("resync", "-c", file.toString(), "orders"))
          .isZero();
      run(stage, config);
      assertThat(called()).isEqualTo(new TreeSet<>(statement(config).actions()));
    }
  }

  /** A backfill, and an item that goes to quarantine and out of it again. */
  private static void run(Stage stage, Config config) throws Exception {
    AttributeValue id = AttributeValue.fromS("large");
    try (Daemon daemon =
        Daemon.start(config, stage.aws(), Sinks.open(config.sink().url(), config.aws()))) {
      until(daemon, daemon::isCaughtUp, "it streams");
      long before = daemon.statuses().getFirst().changesMerged();
      stage.aws().dynamoDb().putItem(r -> r.tableName("orders").item(Map.of("id", id, "t", LARGE)));
      until(
          daemon, () -> daemon.statuses().getFirst().changesMerged() > before, "it keeps the item");
      stage.aws().dynamoDb().deleteItem(r -> r.tableName("orders").key(Map.of("id", id)));
      until(
          daemon,
          () -> daemon.statuses().getFirst().changesMerged() > before + 1,
          "it takes the item away");
      assertThat(daemon.stop()).isTrue();
    }
  }

  @Test
  void terraformGrantsTheSame() throws Exception {
    Set<String> terraform = new TreeSet<>();
    Path file = Path.of("../../terraform/modules/iam/actions.json");
    for (JsonNode statement : new ObjectMapper().readTree(file.toFile())) {
      if (statement.get("when").asText().equals("dynamodb-sink")) {
        statement.get("actions").forEach(a -> terraform.add(a.asText()));
      }
    }
    Config config =
        ConfigFile.parse(
            """
            pipeline: p
            source: {tables: [{name: orders}]}
            export: {bucket: b}
            sink: {url: "dynamodb://us-east-1?table-prefix=copy-"}
            """,
            "policy");
    assertThat(terraform).isEqualTo(new TreeSet<>(statement(config).actions()));
  }
}
