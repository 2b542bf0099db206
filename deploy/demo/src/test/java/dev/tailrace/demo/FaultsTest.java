package dev.tailrace.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.app.Daemon;
import dev.tailrace.core.Phase;
import dev.tailrace.local.ExportOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** What passes by itself stops nothing: the daemon goes on, and the tables end equal. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FaultsTest {
  private static final long SEED = 20_261;
  private static final String S3 = "GET .*";
  private static final String DATA_FILE = "GET /stage/exports/AWSDynamoDB/[^/]+/data/.*";
  private static final String STREAMS = "(GetRecords|GetShardIterator|DescribeStream)";
  private static final String PROVISIONED_THROUGHPUT = "ProvisionedThroughputExceededException";
  private static final List<String> KEYS = List.of("id");

  /** Enough calls to S3 for each kind of fault to have its turn. */
  private static final int DATA_FILES = 40;

  private static final List<Function<RandomGenerator, Fault>> ON_THE_WAY =
      List.of(
          r -> new Fault.Reset(r.nextInt(1 << 16)),
          r -> new Fault.Cut(r.nextInt(1 << 16)),
          r -> new Fault.Lose(),
          r -> new Fault.Delay(Duration.ofMillis(r.nextInt(300))));

  private static final List<String> ALL_KINDS =
      List.of(
          "Reset",
          "Cut",
          "Lose",
          "Delay",
          "Alter",
          "Shorten",
          "SlowDown",
          "InternalError",
          "InternalServerError",
          "ThrottlingException",
          PROVISIONED_THROUGHPUT,
          "LimitExceededException");

  /** More than the SDK makes of one call: the daemon, too, has to ask again. */
  private static final int LOST_ANSWERS = 12;

  private static final Set<Phase> LOADED = EnumSet.of(Phase.CATCHING_UP, Phase.STREAMING);

  @TempDir static Path folder;
  private static Stage stage;
  private static SourceTables tables;

  /** Half a minute passes until its clients give up; it runs beside the other tests. */
  private static FaultyDaemon stalled;

  private static FaultProxy silent;

  @BeforeAll
  static void start() throws IOException {
    stage = new Stage(folder, ExportOptions.defaults().withDataFiles(DATA_FILES));
    tables = new SourceTables(stage.aws().dynamoDb());
    FaultPlan plan =
        new FaultPlan(SEED)
            .nth("GetRecords", 3, new Fault.Stall())
            .nth(DATA_FILE, DATA_FILES / 2, new Fault.StallWithin(100));
    silent = new FaultProxy(stage.endpoint(), plan);
    stalled = daemon(silent, table("stalled"));
  }

  @AfterAll
  static void end() throws IOException {
    stalled.close();
    silent.close();
    stage.close();
  }

  @Test
  @Order(0)
  void amongAllPassingFaultsTheTablesEndEqual() throws Exception {
    Dataset table = new Dataset("mixed", KEYS);
    tables.create(table.table(), KEYS);
    tables.load(table.table(), Stage.items(400));
    FaultPlan plan = mixed();
    String yaml = stage.yaml(table.table(), table.table(), "dynamodb-json");
    try (FaultProxy proxy = new FaultProxy(stage.endpoint(), plan)) {
      try (FaultyDaemon daemon = FaultyDaemon.start(stage, proxy, table.table(), yaml)) {
        try (DemoWriter writer =
            new DemoWriter(stage.aws().dynamoDb(), table, Stage.items(400), 60, SEED)) {
          daemon.await(d -> LOADED.contains(d.statuses().get(0).phase()));
          daemon.await(d -> d.statuses().get(0).changesMerged() > 0);
          daemon.await(d -> plan.injected().keySet().containsAll(ALL_KINDS));
          assertThat(writer.trouble()).isEmpty();
        }
        // The records' times are cut to the minute here: only empty pages show that it has caught
        // up, so not while the writer goes on.
        daemon.await(Daemon::isCaughtUp);
        daemon.stop();
      }
      // The next one's quiet is not from before the last write.
      try (FaultyDaemon daemon = FaultyDaemon.start(stage, proxy, table.table(), yaml)) {
        daemon.await(Daemon::isQuiet);
        daemon.stop();
      }
    }
    assertEqual(table.table());
  }

  private static FaultPlan mixed() {
    List<Function<RandomGenerator, Fault>> s3 =
        and(ON_THE_WAY, new Fault.Refuse(503, "SlowDown"), new Fault.Refuse(500, "InternalError"));
    List<Function<RandomGenerator, Fault>> dynamoDb =
        and(
            ON_THE_WAY,
            new Fault.Refuse(500, "InternalServerError"),
            new Fault.Refuse(400, "ThrottlingException"),
            new Fault.Refuse(400, PROVISIONED_THROUGHPUT));
    List<Function<RandomGenerator, Fault>> streams =
        and(dynamoDb, new Fault.Refuse(400, "LimitExceededException"));
    // Of these answers DynamoDB tells the CRC.
    streams.add(r -> new Fault.Alter(r.nextInt(1 << 16)));
    streams.add(r -> new Fault.Shorten(r.nextInt(1 << 16)));
    return new FaultPlan(SEED)
        .sometimes(S3, 0.2, s3)
        .sometimes(STREAMS, 0.2, streams)
        .sometimes("(?!" + STREAMS + ")[A-Za-z]+", 0.15, dynamoDb);
  }

  private static List<Function<RandomGenerator, Fault>> and(
      List<Function<RandomGenerator, Fault>> others, Fault... first) {
    List<Function<RandomGenerator, Fault>> all = new ArrayList<>();
    for (Fault fault : first) {
      all.add(r -> fault);
    }
    all.addAll(others);
    return all;
  }

  @Test
  @Order(1)
  void theLostAnswerToAnExportRequestStartsNoSecondExport() throws Exception {
    String table = table("answer-lost");
    FaultPlan plan =
        new FaultPlan(SEED).first("ExportTableToPointInTime", LOST_ANSWERS, new Fault.Lose());
    try (FaultProxy proxy = new FaultProxy(stage.endpoint(), plan);
        FaultyDaemon daemon = daemon(proxy, table)) {
      daemon.await(Daemon::isQuiet);
      daemon.stop();
    }

    assertThat(plan.calls("ExportTableToPointInTime")).isGreaterThan(LOST_ANSWERS);
    String arn = stage.aws().dynamoDb().describeTable(r -> r.tableName(table)).table().tableArn();
    assertThat(stage.aws().dynamoDb().listExports(r -> r.tableArn(arn)).exportSummaries())
        .hasSize(1);
    assertEqual(table);
  }

  @Test
  @Order(2)
  void throttledReadsEndNeitherAShardNorTheDaemon() throws Exception {
    String table = table("throttled");
    FaultPlan plan =
        new FaultPlan(SEED)
            .first("GetShardIterator", 3, new Fault.Refuse(400, "ThrottlingException"))
            .first("GetRecords", 2, new Fault.Refuse(400, "LimitExceededException"))
            .first("GetRecords", 8, new Fault.Refuse(400, PROVISIONED_THROUGHPUT));
    try (FaultProxy proxy = new FaultProxy(stage.endpoint(), plan);
        FaultyDaemon daemon = daemon(proxy, table)) {
      daemon.await(d -> plan.injected().containsKey(PROVISIONED_THROUGHPUT));
      // Every read so far was refused, so what is quiet later has read these.
      tables.load(table, Stage.items(80));
      daemon.await(Daemon::isQuiet);
      daemon.stop();
    }

    assertThat(plan.injected())
        .containsEntry("ThrottlingException", 3)
        .containsEntry("LimitExceededException", 2)
        .containsEntry(PROVISIONED_THROUGHPUT, 6);
    assertEqual(table);
  }

  @Test
  @Order(3)
  void anEndpointThatFallsSilentIsNoticed() throws Exception {
    stalled.await(Daemon::isQuiet);
    stalled.stop();
    stalled.close();

    assertThat(silent.plan().injected()).containsOnlyKeys("Stall", "StallWithin");
    assertEqual("stalled");
  }

  private static String table(String name) {
    tables.create(name, KEYS);
    tables.load(name, Stage.items(50));
    return name;
  }

  private static FaultyDaemon daemon(FaultProxy proxy, String table) {
    return FaultyDaemon.start(stage, proxy, table, stage.yaml(table, table, "ion"));
  }

  private static void assertEqual(String table) throws SQLException {
    Verdict verdict = stage.compare(table, table, KEYS);
    assertThat(verdict.differences()).isEmpty();
    assertThat(verdict.isEqual()).as("%s", verdict).isTrue();
  }
}
