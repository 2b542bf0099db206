package dev.tailrace.local;

import dev.tailrace.local.ExportOrder.IncrementalExport;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A table as it was at a moment, while writes go on.
 *
 * <p>An item at the moment T is what its first journal entry at or after T says it was before, and
 * where there is no such entry, what the table holds. So a write at exactly T is not seen: the view
 * holds the writes before T. The table's lock is held for moments only, to look whether the journal
 * has grown: a value that was read counts if its key is still without an entry afterwards.
 *
 * <p>For one thread.
 */
final class PointInTimeView {
  private final TableGuard guard;
  private final TableHistory history;
  private final TableReader reader;
  private final Map<ItemKey, Map<String, AttributeValue>> replaced = new LinkedHashMap<>();
  private long seen;

  /**
   * @param micros T, in microseconds since the epoch
   */
  PointInTimeView(TableGuard guard, TableHistory history, TableReader reader, long micros) {
    this.guard = guard;
    this.history = history;
    this.reader = reader;
    this.seen = guard.locked(now -> history.journal().positionOf(micros));
  }

  /**
   * Hands over every item once, in no order.
   *
   * @throws IllegalStateException if the history ended meanwhile, by a deletion or because
   *     point-in-time recovery was turned off
   */
  void items(Consumer<Map<String, AttributeValue>> sink) {
    // What was handed over from a page may get its first entry later, and must not come again.
    Set<ItemKey> done = new HashSet<>();
    for (TableReader.Page page : reader.pages(history.table().name())) {
      catchUp();
      for (Map<String, AttributeValue> item : page.items()) {
        ItemKey key = history.keyOf(item).orElseThrow();
        if (!replaced.containsKey(key) && done.add(key)) {
          sink.accept(item);
        }
      }
    }
    replaced.forEach(
        (key, before) -> {
          if (!before.isEmpty() && done.add(key)) {
            sink.accept(before);
          }
        });
  }

  /** One item, empty if there was none. */
  Map<String, AttributeValue> item(ItemKey key) {
    return withJournalRead(
        journal -> {
          Map<String, AttributeValue> before = replaced.get(key);
          return before == null ? reader.item(history.table().name(), key.attributes()) : before;
        });
  }

  /**
   * The net changes of a window, one for each key that differs between its ends.
   *
   * @param window not before the journal's earliest moment, and not in the future
   */
  static void changes(
      TableGuard guard,
      TableHistory history,
      TableReader reader,
      IncrementalExport window,
      Consumer<ItemChange> sink) {
    long fromMicros = ChangeJournal.micros(window.from());
    long toMicros = ChangeJournal.micros(window.to());
    ChangeJournal journal = history.journal();
    List<ChangeJournal.Entry> written =
        guard.locked(
            now -> journal.between(journal.positionOf(fromMicros), journal.positionOf(toMicros)));
    Map<ItemKey, Written> keys = new LinkedHashMap<>();
    written.forEach(
        entry ->
            keys.merge(
                entry.key(),
                new Written(entry.before(), entry.micros()),
                (first, last) -> new Written(first.before(), last.lastMicros())));
    PointInTimeView end = new PointInTimeView(guard, history, reader, toMicros);
    keys.forEach(
        (key, write) -> {
          Map<String, AttributeValue> after = end.item(key);
          if (!write.before().equals(after)) {
            sink.accept(new ItemChange(key, write.lastMicros(), write.before(), after));
          }
        });
  }

  private record Written(Map<String, AttributeValue> before, long lastMicros) {}

  private void catchUp() {
    withJournalRead(journal -> Optional.empty());
  }

  private <R> R withJournalRead(Function<ChangeJournal, R> then) {
    return guard.locked(
        now -> {
          if (now.map(TableHistory::journal).orElse(null) != history.journal()) {
            throw new IllegalStateException(
                "table "
                    + history.table().name()
                    + ": it was deleted, or its point-in-time recovery turned off, while an export"
                    + " read it");
          }
          ChangeJournal journal = history.journal();
          long end = journal.end();
          journal
              .between(seen, end)
              .forEach(entry -> replaced.putIfAbsent(entry.key(), entry.before()));
          seen = end;
          return then.apply(journal);
        });
  }
}
