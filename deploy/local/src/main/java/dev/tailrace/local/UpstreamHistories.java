package dev.tailrace.local;

import java.time.InstantSource;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.PointInTimeRecoveryStatus;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/**
 * Histories of tables in a DynamoDB elsewhere, fed from their streams. Where that DynamoDB knows of
 * point-in-time recovery, it is told of it and asked for it, so recovery outlasts this process.
 */
final class UpstreamHistories implements HistorySource {
  private final DynamoDbClient dynamoDb;
  private final DynamoDbStreamsClient streams;
  private final TableReader reader;
  private final InstantSource clock;
  private final int journalEntries;

  UpstreamHistories(
      DynamoDbClient dynamoDb,
      DynamoDbStreamsClient streams,
      TableReader reader,
      InstantSource clock,
      int journalEntries) {
    this.dynamoDb = dynamoDb;
    this.streams = streams;
    this.reader = reader;
    this.clock = clock;
    this.journalEntries = journalEntries;
  }

  @Override
  public TableHistory begin(TableDescription table, int recoveryPeriodDays) {
    ChangeJournal journal = new ChangeJournal(clock, journalEntries);
    return new TableHistory(
        ContinuousBackups.identity(table),
        ContinuousBackups.keyNames(table),
        recoveryPeriodDays,
        journal,
        new StreamFeed(streams, reader, table, journal));
  }

  @Override
  public void refresh(TableDescription table, TableGuard guard) {
    guard.change(
        history -> {
          Optional<TableHistory> ofThisLife =
              history.filter(known -> known.table().equals(ContinuousBackups.identity(table)));
          Optional<Boolean> on = recoveryOf(table);
          if (on.isEmpty()) {
            return ofThisLife;
          }
          return on.get()
              ? ofThisLife.or(() -> Optional.of(begin(table, ContinuousBackups.MOST_DAYS)))
              : Optional.empty();
        });
  }

  /** Whether the upstream says that recovery is on, empty if it has no such operation. */
  private Optional<Boolean> recoveryOf(TableDescription table) {
    try {
      return Optional.of(
          dynamoDb
                  .describeContinuousBackups(r -> r.tableName(table.tableName()))
                  .continuousBackupsDescription()
                  .pointInTimeRecoveryDescription()
                  .pointInTimeRecoveryStatus()
              == PointInTimeRecoveryStatus.ENABLED);
    } catch (DynamoDbException refused) {
      return unknownOperation(refused);
    }
  }

  @Override
  public void turned(TableDescription table, boolean on) {
    try {
      dynamoDb.updateContinuousBackups(
          r ->
              r.tableName(table.tableName())
                  .pointInTimeRecoverySpecification(p -> p.pointInTimeRecoveryEnabled(on)));
    } catch (DynamoDbException refused) {
      unknownOperation(refused);
    }
  }

  private static Optional<Boolean> unknownOperation(DynamoDbException refused) {
    if (refused.awsErrorDetails() != null
        && "UnknownOperationException".equals(refused.awsErrorDetails().errorCode())) {
      return Optional.empty();
    }
    throw refused;
  }
}
