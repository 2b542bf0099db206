package dev.tailrace.local;

import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/** Begins the history of a table when its point-in-time recovery is turned on. */
interface HistorySource {

  /**
   * Begins a history that knows every write from its journal's earliest moment on.
   *
   * @throws AwsError if the table's writes can't be followed
   */
  TableHistory begin(TableDescription table, int recoveryPeriodDays);

  /**
   * Has a table's guard agree with what is known elsewhere of the table and its recovery, before
   * the guard's history is used.
   *
   * @throws AwsError if recovery is on, and the table's writes can't be followed
   */
  void refresh(TableDescription table, TableGuard guard);

  /** Point-in-time recovery was turned on or off here. */
  void turned(TableDescription table, boolean on);
}
