package dev.tailrace.local;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What is remembered of a table while its point-in-time recovery is on. Turned off and on again, or
 * deleted and created again, a table has a new one.
 *
 * @param keyNames the names of the key attributes, partition key first
 * @param recoveryPeriodDays what UpdateContinuousBackups asked for; only told back, nothing expires
 * @param feed caught up with before the journal is used
 */
record TableHistory(
    TableIdentity table,
    List<String> keyNames,
    int recoveryPeriodDays,
    ChangeJournal journal,
    JournalFeed feed) {

  Optional<ItemKey> keyOf(Map<String, AttributeValue> item) {
    return ItemKey.of(keyNames, item);
  }

  /** Notes what an item was before the write that is under way. */
  void remember(Map<String, AttributeValue> itemOrKey, Map<String, AttributeValue> before) {
    keyOf(itemOrKey).ifPresent(key -> journal.append(key, before));
  }

  TableHistory withRecoveryPeriodDays(int days) {
    return new TableHistory(table, keyNames, days, journal, feed);
  }
}
