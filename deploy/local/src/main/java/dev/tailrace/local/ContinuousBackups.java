package dev.tailrace.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.jetty.http.HttpStatus;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/**
 * DescribeContinuousBackups and UpdateContinuousBackups. Turned on, a table's journal begins; that
 * moment is its earliest restorable time. The latest is now: there is no lag as in AWS.
 */
final class ContinuousBackups {
  static final int MOST_DAYS = 35;

  private final ExportedTables tables;
  private final InstantSource clock;

  ContinuousBackups(ExportedTables tables, InstantSource clock) {
    this.tables = tables;
    this.clock = clock;
  }

  ObjectNode describe(JsonCall call) {
    TableDescription table = tables.table(call.text("TableName"), AwsError::tableNotFound);
    TableGuard guard = tables.guards().of(table.tableName());
    try {
      tables.histories().refresh(table, guard);
      return guard.locked(this::description);
    } catch (AwsError cantBeFollowed) {
      if (cantBeFollowed.status() != HttpStatus.BAD_REQUEST_400) {
        throw cantBeFollowed;
      }
      // Recovery is on, and nothing can be restored. Who asks for an export is told why.
      return description("ENABLED");
    }
  }

  ObjectNode update(JsonCall call) {
    TableDescription table = tables.table(call.text("TableName"), AwsError::tableNotFound);
    JsonCall wanted = call.structure("PointInTimeRecoverySpecification");
    JsonNode on = wanted.parameters().path("PointInTimeRecoveryEnabled");
    if (!on.isBoolean()) {
      throw AwsError.validation(
          "PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled must be true or false");
    }
    int days = wanted.whole("RecoveryPeriodInDays", MOST_DAYS, 1, MOST_DAYS);
    TableGuard guard = tables.guards().of(table.tableName());
    guard.change(
        history -> on.booleanValue() ? Optional.of(on(table, days, history)) : Optional.empty());
    tables.histories().turned(table, on.booleanValue());
    return guard.locked(this::description);
  }

  private TableHistory on(TableDescription table, int days, Optional<TableHistory> already) {
    return already
        .filter(history -> history.table().equals(identity(table)))
        .map(history -> history.withRecoveryPeriodDays(days))
        .orElseGet(() -> tables.histories().begin(table, days));
  }

  private ObjectNode description(Optional<TableHistory> history) {
    ObjectNode answer = description(history.isPresent() ? "ENABLED" : "DISABLED");
    ObjectNode recovery =
        (ObjectNode) answer.at("/ContinuousBackupsDescription/PointInTimeRecoveryDescription");
    history.ifPresent(
        kept -> {
          recovery.put("RecoveryPeriodInDays", kept.recoveryPeriodDays());
          recovery.put("EarliestRestorableDateTime", JsonCall.seconds(kept.journal().earliest()));
          recovery.put("LatestRestorableDateTime", JsonCall.seconds(clock.instant()));
        });
    return answer;
  }

  private static ObjectNode description(String recoveryStatus) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ObjectNode backups = answer.putObject("ContinuousBackupsDescription");
    backups.put("ContinuousBackupsStatus", "ENABLED");
    backups
        .putObject("PointInTimeRecoveryDescription")
        .put("PointInTimeRecoveryStatus", recoveryStatus);
    return answer;
  }

  static TableIdentity identity(TableDescription table) {
    // DynamoDB Local tells no TableId; the time of creation makes one that another life won't have.
    String life = table.tableArn() + "@" + table.creationDateTime();
    String id =
        Optional.ofNullable(table.tableId())
            .orElseGet(
                () -> UUID.nameUUIDFromBytes(life.getBytes(StandardCharsets.UTF_8)).toString());
    return new TableIdentity(table.tableName(), table.tableArn(), id);
  }

  /** The names of the key attributes, partition key first. */
  static List<String> keyNames(TableDescription table) {
    return table.keySchema().stream()
        .sorted((a, b) -> Boolean.compare(b.keyType() == KeyType.HASH, a.keyType() == KeyType.HASH))
        .map(KeySchemaElement::attributeName)
        .toList();
  }
}
