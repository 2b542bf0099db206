package dev.tailrace.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.app.Daemon;
import dev.tailrace.core.TableStatus;
import dev.tailrace.local.ExportOptions;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.ExportSummary;

/** A data file that stays damaged stops its table with a message, and no other table. */
class DamagedTableTest {
  private static final List<String> KEYS = List.of("id");
  private static final String PIPELINE = "pair";

  /** Behind those that are looked at for the columns. */
  private static final int READ_WHILE_LOADING = 10;

  @TempDir Path folder;

  @Test
  void aTableWhoseFileIsDamagedStopsAndTheOthersGoOn() throws Exception {
    // Long enough in progress for the rule to be there before the first file is read.
    ExportOptions exports =
        ExportOptions.defaults().withDataFiles(14).withInProgress(Duration.ofSeconds(2));
    FaultPlan plan = new FaultPlan(1);
    try (Stage stage = new Stage(folder, exports)) {
      SourceTables tables = new SourceTables(stage.aws().dynamoDb());
      for (String table : List.of("broken", "sound")) {
        tables.create(table, KEYS);
        tables.load(table, Stage.items(100));
      }
      try (FaultProxy proxy = new FaultProxy(stage.endpoint(), plan);
          FaultyDaemon daemon = FaultyDaemon.start(stage, proxy, PIPELINE, bothTables(stage))) {
        daemon.await(d -> !exportsOf(stage, "broken").isEmpty());
        String arn = exportsOf(stage, "broken").get(0).exportArn();
        String files = ".*/" + arn.replaceFirst(".*/", "") + "/data/.*";
        plan.nthAndItsLike("GET " + files, READ_WHILE_LOADING, new Fault.Alter(30));

        String trouble = daemon.awaitTrouble();

        assertThat(trouble)
            .containsPattern("s3://" + Stage.BUCKET + files)
            .containsAnyOf("is cut short or altered", "has the MD5")
            .contains("Copy it again, or ask for another export");
        // It is told first and then shown.
        daemon.await(d -> status(d, "broken").trouble().isPresent());
        assertThat(status(daemon.daemon(), "broken").trouble()).contains(trouble);
        daemon.await(d -> status(d, "sound").quiet());
        long merged = status(daemon.daemon(), "sound").changesMerged();
        // The first hundred are as they were, which is no change to DynamoDB.
        tables.load("sound", Stage.items(120));
        daemon.await(d -> status(d, "sound").changesMerged() >= merged + 20);
        daemon.stop();
      }
      Verdict verdict = stage.compare(PIPELINE, "sound", KEYS);
      assertThat(verdict.differences()).isEmpty();
      assertThat(verdict.isEqual()).as("%s", verdict).isTrue();
      assertThat(tablesCalled(stage, "broken")).as("half a table is not to be seen").isZero();
    }
  }

  private static String bothTables(Stage stage) {
    String name = "    - name: ";
    return stage
        .yaml(PIPELINE, "broken", "dynamodb-json")
        .replace(name + "broken\n", name + "broken\n" + name + "sound\n");
  }

  private static List<ExportSummary> exportsOf(Stage stage, String table) {
    String arn = stage.aws().dynamoDb().describeTable(r -> r.tableName(table)).table().tableArn();
    return stage.aws().dynamoDb().listExports(r -> r.tableArn(arn)).exportSummaries();
  }

  private static TableStatus status(Daemon daemon, String table) {
    return daemon.statuses().stream()
        .filter(s -> s.table().equals(table))
        .findFirst()
        .orElseThrow();
  }

  private static long tablesCalled(Stage stage, String name) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:duckdb:" + stage.warehouse(PIPELINE));
        Statement statement = connection.createStatement();
        ResultSet tables =
            statement.executeQuery(
                "SELECT count(*) FROM information_schema.tables WHERE table_name = '%s'"
                    .formatted(name))) {
      tables.next();
      return tables.getLong(1);
    }
  }
}
