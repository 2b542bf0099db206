package dev.tailrace.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/**
 * DescribeContinuousBackups and UpdateContinuousBackups. Turned on, a table's journal begins; that
 * moment is its earliest restorable time. The latest is now: there is no lag as in AWS.
 */
final class ContinuousBackups {
  private static final int MOST_DAYS = 35;

  private final TableGuards guards;
  private final TableReader reader;
  private final InstantSource clock;
  private final int journalEntries;

  ContinuousBackups(
      TableGuards guards, TableReader reader, InstantSource clock, int journalEntries) {
    this.guards = guards;
    this.reader = reader;
    this.clock = clock;
    this.journalEntries = journalEntries;
  }

  ObjectNode describe(JsonCall call) {
    TableDescription table = table(call.text("TableName"));
    return guards.of(table.tableName()).locked(this::description);
  }

  ObjectNode update(JsonCall call) {
    TableDescription table = table(call.text("TableName"));
    JsonCall wanted = call.structure("PointInTimeRecoverySpecification");
    JsonNode on = wanted.parameters().path("PointInTimeRecoveryEnabled");
    if (!on.isBoolean()) {
      throw AwsError.validation(
          "PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled must be true or false");
    }
    int days = wanted.whole("RecoveryPeriodInDays", MOST_DAYS, 1, MOST_DAYS);
    TableGuard guard = guards.of(table.tableName());
    guard.change(
        history -> on.booleanValue() ? Optional.of(on(table, days, history)) : Optional.empty());
    return guard.locked(this::description);
  }

  private TableHistory on(TableDescription table, int days, Optional<TableHistory> already) {
    return already
        .map(history -> history.withRecoveryPeriodDays(days))
        .orElseGet(
            () ->
                new TableHistory(
                    identity(table),
                    keyNames(table),
                    days,
                    new ChangeJournal(clock, journalEntries)));
  }

  private ObjectNode description(Optional<TableHistory> history) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ObjectNode backups = answer.putObject("ContinuousBackupsDescription");
    backups.put("ContinuousBackupsStatus", "ENABLED");
    ObjectNode recovery = backups.putObject("PointInTimeRecoveryDescription");
    recovery.put("PointInTimeRecoveryStatus", history.isPresent() ? "ENABLED" : "DISABLED");
    history.ifPresent(
        kept -> {
          recovery.put("RecoveryPeriodInDays", kept.recoveryPeriodDays());
          recovery.put("EarliestRestorableDateTime", JsonCall.seconds(kept.journal().earliest()));
          recovery.put("LatestRestorableDateTime", JsonCall.seconds(clock.instant()));
        });
    return answer;
  }

  private TableDescription table(String nameOrArn) {
    return reader.table(nameOrArn).orElseThrow(() -> AwsError.tableNotFound(nameOrArn));
  }

  static TableIdentity identity(TableDescription table) {
    // DynamoDB Local tells no TableId; the time of creation makes one that another life won't have.
    String life = table.tableArn() + "@" + table.creationDateTime();
    return new TableIdentity(
        table.tableName(),
        table.tableArn(),
        UUID.nameUUIDFromBytes(life.getBytes(StandardCharsets.UTF_8)).toString());
  }

  private static List<String> keyNames(TableDescription table) {
    return table.keySchema().stream()
        .sorted((a, b) -> Boolean.compare(b.keyType() == KeyType.HASH, a.keyType() == KeyType.HASH))
        .map(KeySchemaElement::attributeName)
        .toList();
  }
}
