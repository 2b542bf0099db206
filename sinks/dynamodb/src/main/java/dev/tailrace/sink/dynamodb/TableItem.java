package dev.tailrace.sink.dynamodb;

import dev.tailrace.sink.LifeRow;
import dev.tailrace.sink.TableId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * The item that every change of a table's state goes by: its life row, and which generations of log
 * entries and loaded files count. Compared and set as a whole.
 *
 * @param revision one more with each change of the item, 0 when there is none
 * @param logGeneration entries of the change log under another number were forgotten
 * @param logEnd the ordinal of the last entry
 * @param fileGeneration files that were loaded under another number were forgotten
 */
record TableItem(
    long revision, Optional<LifeRow> life, long logGeneration, long logEnd, long fileGeneration) {
  private static final String ENTRY = "table";
  private static final String REVISION = "revision";
  private static final String VERSION = "version";
  private static final String EPOCH = "epoch";
  private static final String PHASE = "phase";
  private static final String DOCUMENT = "document";
  private static final String LOG_GENERATION = "log_generation";
  private static final String LOG_END = "log_end";
  private static final String FILE_GENERATION = "file_generation";

  /** Of a table never seen. */
  static final TableItem NONE = new TableItem(0, Optional.empty(), 0, 0, 0);

  static Map<String, AttributeValue> key(TableId table) {
    return Values.key(table.toString(), ENTRY);
  }

  static TableItem of(Map<String, AttributeValue> item) {
    long version = Values.number(item, VERSION);
    Optional<LifeRow> life =
        version == 0
            ? Optional.empty()
            : Optional.of(
                new LifeRow(
                    version,
                    Values.number(item, EPOCH),
                    Values.text(item, PHASE),
                    Values.text(item, DOCUMENT)));
    return new TableItem(
        Values.number(item, REVISION),
        life,
        Values.number(item, LOG_GENERATION),
        Values.number(item, LOG_END),
        Values.number(item, FILE_GENERATION));
  }

  long version() {
    return life.map(LifeRow::version).orElse(0L);
  }

  long epoch() {
    return life.map(LifeRow::epoch).orElse(0L);
  }

  /** Takes this item's place, if it is what is stored. */
  TransactWriteItem replacedBy(TableItem next, TableId table, String stateTable) {
    Map<String, AttributeValue> item = key(table);
    item.put(REVISION, Values.number(revision + 1));
    next.life()
        .ifPresent(
            life -> {
              item.put(VERSION, Values.number(life.version()));
              item.put(EPOCH, Values.number(life.epoch()));
              item.put(PHASE, Values.text(life.phase()));
              item.put(DOCUMENT, Values.text(life.document()));
            });
    item.put(LOG_GENERATION, Values.number(next.logGeneration()));
    item.put(LOG_END, Values.number(next.logEnd()));
    item.put(FILE_GENERATION, Values.number(next.fileGeneration()));
    return Conditions.put(stateTable, item, REVISION, revision);
  }

  /** Holds if the life is what it is here, whatever else changed. */
  TransactWriteItem sameLife(TableId table, String stateTable) {
    return Conditions.check(stateTable, key(table), Map.of(VERSION, version()));
  }

  /** Holds if the life is what it is here, and the files loaded so far still count. */
  TransactWriteItem sameLifeAndFiles(TableId table, String stateTable) {
    Map<String, Long> wanted = new LinkedHashMap<>();
    wanted.put(VERSION, version());
    wanted.put(FILE_GENERATION, fileGeneration);
    return Conditions.check(stateTable, key(table), wanted);
  }

  boolean isSameBesideRevision(TableItem other) {
    return equals(
        new TableItem(
            revision, other.life, other.logGeneration, other.logEnd, other.fileGeneration));
  }
}
