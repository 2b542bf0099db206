package dev.tailrace.local;

import java.time.InstantSource;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/** Histories whose entries {@link JournaledDynamoDb} makes, write by write. */
final class EmbeddedHistories implements HistorySource {
  private final InstantSource clock;
  private final int journalEntries;

  EmbeddedHistories(InstantSource clock, int journalEntries) {
    this.clock = clock;
    this.journalEntries = journalEntries;
  }

  @Override
  public TableHistory begin(TableDescription table, int recoveryPeriodDays) {
    return new TableHistory(
        ContinuousBackups.identity(table),
        ContinuousBackups.keyNames(table),
        recoveryPeriodDays,
        new ChangeJournal(clock, journalEntries),
        JournalFeed.none());
  }

  @Override
  public void refresh(TableDescription table, TableGuard guard) {
    // Tables come and go, and recovery is turned on and off, through this process alone.
  }

  @Override
  public void turned(TableDescription table, boolean on) {
    // Nobody else is to know.
  }
}
