package dev.tailrace.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tailrace.app.Daemon;
import dev.tailrace.app.ExitCode;
import dev.tailrace.app.UserException;
import dev.tailrace.sink.duckdb.DuckDbSink;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

/** What has to be set up first is named, with the command that does it. */
class PreconditionsTest {
  @TempDir static Path folder;
  private static Stage stage;

  @BeforeAll
  static void start() throws IOException {
    stage = new Stage(folder);
  }

  @AfterAll
  static void end() {
    stage.close();
  }

  @Test
  void recoveryThatIsOff() {
    dynamoDb("pitr-off")
        .updateContinuousBackups(
            r ->
                r.tableName("pitr-off")
                    .pointInTimeRecoverySpecification(p -> p.pointInTimeRecoveryEnabled(false)));

    assertThat(refusal("pitr-off"))
        .contains("table pitr-off: point-in-time recovery is off")
        .contains(
            "aws dynamodb update-continuous-backups --table-name pitr-off"
                + " --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true");
  }

  @Test
  void aStreamThatIsOff() {
    dynamoDb("stream-off")
        .updateTable(
            r -> r.tableName("stream-off").streamSpecification(s -> s.streamEnabled(false)));

    assertThat(refusal("stream-off"))
        .contains("table stream-off: its stream is off")
        .contains("aws dynamodb update-table --table-name stream-off --stream-specification");
  }

  @Test
  void viewTypesWithoutNewImages() {
    for (StreamViewType view : List.of(StreamViewType.KEYS_ONLY, StreamViewType.OLD_IMAGE)) {
      String table = view.toString().replace('_', '-');
      DynamoDbClient dynamoDb = dynamoDb(table);
      dynamoDb.updateTable(
          r -> r.tableName(table).streamSpecification(s -> s.streamEnabled(false)));
      dynamoDb.updateTable(
          r ->
              r.tableName(table)
                  .streamSpecification(s -> s.streamEnabled(true).streamViewType(view)));

      assertThat(refusal(table)).contains("view type is " + view).contains("StreamEnabled=false");
    }
  }

  @Test
  void aTableThatIsNotThere() {
    assertThat(refusal("nowhere")).contains("table nowhere: there is no such table");
  }

  private static DynamoDbClient dynamoDb(String table) {
    DynamoDbClient dynamoDb = stage.aws().dynamoDb();
    new SourceTables(dynamoDb).create(table, List.of("id"));
    return dynamoDb;
  }

  private static String refusal(String table) {
    UserException refused =
        catchThrowableOfType(
            UserException.class,
            () ->
                Daemon.start(
                        stage.config(table, table, "dynamodb-json"),
                        stage.aws(),
                        DuckDbSink.open(stage.warehouse(table)))
                    .close());
    assertThat(refused.exitCode()).isEqualTo(ExitCode.PRECONDITION);
    return String.valueOf(refused.getMessage());
  }
}
