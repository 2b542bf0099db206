package dev.tailrace.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tailrace.app.AwsClients;
import dev.tailrace.app.Daemon;
import dev.tailrace.app.Tailrace;
import dev.tailrace.config.Config;
import dev.tailrace.config.ConfigFile;
import dev.tailrace.iam.IamPolicy;
import dev.tailrace.iam.Statement;
import dev.tailrace.sink.duckdb.DuckDbSink;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The policy holds the actions that a pipeline's AWS clients call, all of them and no other. */
final class IamPolicyTest {
  private static final Duration LONGEST = Duration.ofMinutes(2);

  /** DynamoDB calls these itself, in the caller's name, to write an export. */
  private static final Set<String> CALLED_FOR_US =
      Set.of("s3:PutObject", "s3:PutObjectAcl", "s3:AbortMultipartUpload");

  @TempDir Path folder;

  private interface Condition {
    boolean holds();
  }

  private static void until(Condition condition, String what) throws InterruptedException {
    long end = System.nanoTime() + LONGEST.toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private static Set<String> called() {
    Set<String> actions = new TreeSet<>();
    for (String call : CallRecorder.calls()) {
      actions.add(
          switch (call) {
            case "S3 HeadBucket" -> "s3:ListBucket";
            case "S3 GetObject" -> "s3:GetObject";
            default -> call.replaceFirst("^DynamoDb(Streams)? ", "dynamodb:");
          });
    }
    return actions;
  }

  @BeforeEach
  void forgetCalls() {
    CallRecorder.forget();
  }

  @Test
  void whatIsCalledIsAllowedAndWhatIsAllowedIsCalled() throws Exception {
    try (AgedStage stage = new AgedStage(folder, Duration.ofHours(1))) {
      new SourceTables(stage.dynamoDb()).create("orders-1", List.of("id"));
      new SourceTables(stage.dynamoDb()).load("orders-1", Stage.items(20));
      stage.becomePresent();
      String yaml =
          stage.yaml("policy", List.of("\"orders-*\"")).replace("127.0.0.1", CallRecorder.HOST);
      Path file = Files.writeString(folder.resolve("policy.yaml"), yaml);
      assertThat(Tailrace.commandLine().execute("check", "-c", file.toString())).isZero();
      // The daemon takes any sink beside leases; the commands refuse a sink for one process.
      Config config =
          ConfigFile.parse(yaml + "leases: {table: policy-leases, hand-over: 4s}\n", "policy");
      runThroughAGap(stage, config);

      Set<String> allowed = new TreeSet<>();
      for (Statement statement : new IamPolicy(config, "*", "*").statements()) {
        allowed.addAll(statement.actions());
      }
      Set<String> needed = called();
      needed.addAll(CALLED_FOR_US);
      assertThat(allowed).isEqualTo(needed);
    }
  }

  /** A backfill, a stream, a gap and its repair, a graceful stop. */
  private static void runThroughAGap(AgedStage stage, Config config) throws Exception {
    try (AwsClients aws = new AwsClients(config.aws());
        Daemon daemon = Daemon.start(config, aws, DuckDbSink.open(stage.warehouse("policy")))) {
      until(daemon::isQuiet, "it streams");
      stage
          .dynamoDb()
          .putItem(r -> r.tableName("orders-1").item(Map.of("id", AttributeValue.fromS("new"))));
      until(() -> daemon.statuses().get(0).changesMerged() > 0, "it merges");
      stage.turnStream("orders-1", false);
      stage.turnStream("orders-1", true);
      until(() -> called().contains("dynamodb:BatchGetItem"), "it repairs the gap");
      until(daemon::isQuiet, "it streams again");
      assertThat(daemon.stop()).isTrue();
    }
  }

  @Test
  void terraformGrantsTheSame() throws Exception {
    Set<String> terraform = new TreeSet<>();
    Path file = Path.of("../../terraform/modules/iam/actions.json");
    Set<String> ours =
        Set.of("always", "discover-tables", "exports", "leases", "create-lease-table");
    for (JsonNode statement : new ObjectMapper().readTree(file.toFile())) {
      if (ours.contains(statement.get("when").asText())) {
        statement.get("actions").forEach(a -> terraform.add(a.asText()));
      }
    }
    Config config =
        ConfigFile.parse(
            """
            pipeline: p
            source: {tables: [{name: "orders-*"}]}
            export: {bucket: b}
            sink: {url: "duckdb:///w.duckdb"}
            leases: {table: leases}
            """,
            "policy");
    Set<String> printed = new TreeSet<>();
    new IamPolicy(config, "*", "*").statements().forEach(s -> printed.addAll(s.actions()));
    assertThat(terraform).isEqualTo(printed);
  }

  @Test
  void aPipelineWithoutLeasesOrGlobsAsksForNeither() {
    Config config =
        ConfigFile.parse(
            """
            pipeline: p
            source: {tables: [{name: orders}]}
            export: {bucket: b, prefix: x/}
            sink: {url: "duckdb:///w.duckdb"}
            """,
            "policy");

    String json = new IamPolicy(config, "eu-west-1", "123456789012").toJson();

    assertThat(json)
        .contains("arn:aws:dynamodb:eu-west-1:123456789012:table/orders/stream/*")
        .contains("arn:aws:s3:::b/x/*")
        .doesNotContain("ListTables", "CreateTable", "kms:", "\"*\"");
  }

  @Test
  void aKeyForExportsIsAskedFor() {
    Config config =
        ConfigFile.parse(
            """
            pipeline: p
            source: {tables: [{name: orders}]}
            export: {bucket: b, bucket-region: us-east-2, kms-key: 1234abcd-12ab-34cd-56ef-1234567890ab}
            sink: {url: "duckdb:///w.duckdb"}
            """,
            "policy");

    assertThat(new IamPolicy(config, "eu-west-1", "123456789012").toJson())
        .contains("kms:GenerateDataKey", "kms:Decrypt")
        .contains("arn:aws:kms:us-east-2:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab");
  }
}
