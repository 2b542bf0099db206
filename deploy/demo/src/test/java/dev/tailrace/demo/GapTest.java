package dev.tailrace.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.app.Daemon;
import dev.tailrace.app.Tailrace;
import dev.tailrace.config.ConfigFile;
import dev.tailrace.core.Phase;
import dev.tailrace.core.TableStatus;
import dev.tailrace.sink.duckdb.DuckDbSink;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ExportSummary;
import software.amazon.awssdk.services.dynamodb.model.ExportType;

/** Changes that no stream told of, because the stream was off. */
final class GapTest {
  private static final Duration LONGEST = Duration.ofMinutes(2);
  private static final List<String> KEYS = List.of("id");

  @TempDir Path folder;

  private interface Condition {
    boolean holds() throws SQLException;
  }

  private static void until(Condition condition, String what) throws Exception {
    long end = System.nanoTime() + LONGEST.toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private static Daemon start(AgedStage stage, String pipeline, String yaml) {
    return Daemon.start(
        ConfigFile.parse(yaml, "gap"), stage.aws(), DuckDbSink.open(stage.warehouse(pipeline)));
  }

  private static Phase phase(Daemon daemon, String table) {
    return daemon.statuses().stream()
        .filter(status -> status.table().equals(table))
        .map(TableStatus::phase)
        .findFirst()
        .orElseThrow();
  }

  private static Verdict compare(AgedStage stage, String pipeline, String table)
      throws SQLException {
    try (Connection warehouse =
        DriverManager.getConnection("jdbc:duckdb:" + stage.warehouse(pipeline))) {
      return new Comparison(stage.dynamoDb(), warehouse).compare(table, KEYS);
    }
  }

  private static void create(AgedStage stage, String table) {
    SourceTables tables = new SourceTables(stage.dynamoDb());
    tables.create(table, KEYS);
    tables.load(table, Stage.items(50));
  }

  private static void put(AgedStage stage, String table, String id, String what) {
    stage
        .dynamoDb()
        .putItem(
            r ->
                r.tableName(table)
                    .item(
                        Map.of(
                            "id", AttributeValue.fromS(id), "what", AttributeValue.fromS(what))));
  }

  private static void delete(AgedStage stage, String table, String id) {
    stage
        .dynamoDb()
        .deleteItem(r -> r.tableName(table).key(Map.of("id", AttributeValue.fromS(id))));
  }

  /** Every kind of change, some of them while nobody tells of them. */
  private static void leaveAGap(AgedStage stage, String table) {
    put(stage, table, "put-before-deleted-within", "before");
    put(stage, table, "deleted-before-put-within", "before");
    delete(stage, table, "deleted-before-put-within");
    put(stage, table, "left-alone", "before");
    stage.turnStream(table, false);
    put(stage, table, "item-1", "within");
    put(stage, table, "new-within", "within");
    put(stage, table, "put-and-deleted-within", "within");
    delete(stage, table, "put-and-deleted-within");
    delete(stage, table, "item-2");
    delete(stage, table, "put-before-deleted-within");
    put(stage, table, "deleted-before-put-within", "within");
    put(stage, table, "put-within-deleted-after", "within");
    stage.turnStream(table, true);
    put(stage, table, "item-1", "after");
    put(stage, table, "item-2", "after");
    delete(stage, table, "item-3");
    delete(stage, table, "put-within-deleted-after");
  }

  private static List<ExportType> exports(AgedStage stage, String table) {
    String arn = stage.dynamoDb().describeTable(r -> r.tableName(table)).table().tableArn();
    return stage.dynamoDb().listExports(r -> r.tableArn(arn)).exportSummaries().stream()
        .map(ExportSummary::exportType)
        .toList();
  }

  @Test
  void aGapIsRepairedByAnIncrementalExport() throws Exception {
    try (AgedStage stage = new AgedStage(folder, Duration.ofHours(1))) {
      create(stage, "orders");
      stage.becomePresent();
      try (Daemon daemon = start(stage, "gap", stage.yaml("gap", List.of("orders")))) {
        until(() -> daemon.isQuiet(), "it streams");

        leaveAGap(stage, "orders");

        until(() -> phase(daemon, "orders") == Phase.REPAIRING, "the gap is seen");
        assertThat(compare(stage, "gap", "orders").targetRows())
            .as("the live table can be read meanwhile")
            .isGreaterThanOrEqualTo(50);
        until(() -> phase(daemon, "orders") == Phase.STREAMING, "it is repaired");
        until(() -> compare(stage, "gap", "orders").isEqual(), "the table is equal");
        assertThat(exports(stage, "orders"))
            .containsExactlyInAnyOrder(ExportType.FULL_EXPORT, ExportType.INCREMENTAL_EXPORT);

        put(stage, "orders", "after-the-repair", "after");
        until(() -> compare(stage, "gap", "orders").isEqual(), "it goes on");
        assertThat(daemon.troubles()).isEmpty();
        assertThat(daemon.stop()).isTrue();
      }
    }
  }

  @Test
  void aGapThatNoExportReachesWaitsForAPersonWhoAsksForABackfill() throws Exception {
    try (AgedStage stage = new AgedStage(folder, Duration.ZERO)) {
      create(stage, "young");
      create(stage, "other");
      String yaml = stage.yaml("lost", List.of("young", "other"));
      try (Daemon daemon = start(stage, "lost", yaml)) {
        until(() -> daemon.isQuiet(), "both stream");

        leaveAGap(stage, "young");

        until(() -> phase(daemon, "young") == Phase.NEEDS_ATTENTION, "a person is needed");
        assertThat(trouble(daemon, "young")).contains("tailrace resync", "young");
        assertThat(compare(stage, "lost", "young").targetRows())
            .as("what was there can be read")
            .isGreaterThanOrEqualTo(50);
        put(stage, "other", "while-young-waits", "other");
        until(() -> compare(stage, "lost", "other").isEqual(), "other tables go on");
        assertThat(phase(daemon, "other")).isEqualTo(Phase.STREAMING);
        assertThat(daemon.stop()).isTrue();
      }

      try (Daemon again = start(stage, "lost", yaml)) {
        until(() -> again.isCaughtUpWherePossible(), "nothing is decided by a restart");
        assertThat(phase(again, "young")).isEqualTo(Phase.NEEDS_ATTENTION);
        assertThat(again.stop()).isTrue();
      }

      Path file = folder.resolve("lost.yaml");
      Files.writeString(file, yaml);
      assertThat(Tailrace.commandLine().execute("resync", "-c", file.toString(), "young")).isZero();

      try (Daemon again = start(stage, "lost", yaml)) {
        until(() -> phase(again, "young") == Phase.STREAMING, "the new backfill is done");
        until(() -> compare(stage, "lost", "young").isEqual(), "the table is equal");
        put(stage, "young", "after-the-backfill", "after");
        until(() -> compare(stage, "lost", "young").isEqual(), "it goes on");
        assertThat(compare(stage, "lost", "other").isEqual()).isTrue();
        assertThat(again.troubles()).isEmpty();
        assertThat(again.stop()).isTrue();
      }
    }
  }

  private static String trouble(Daemon daemon, String table) {
    return daemon.statuses().stream()
        .filter(status -> status.table().equals(table))
        .findFirst()
        .flatMap(TableStatus::trouble)
        .orElse("");
  }
}
