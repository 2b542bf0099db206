package dev.tailrace.local;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Finds out what PartiQL statements changed by reading the tables they name before and after. */
final class PartiQlWatch {
  private final TableGuards guards;
  private final TableReader reader;

  PartiQlWatch(TableGuards guards, TableReader reader) {
    this.guards = guards;
    this.reader = reader;
  }

  /** Runs statements, with the tables that they may write to locked, and journals what changed. */
  <R> R watching(Stream<String> statements, Supplier<R> run) {
    // A table can only be written to under its name, so a name that no writing statement contains
    // is safe to leave out; one found within something else costs time and harms nothing.
    List<String> writing =
        statements.filter(Objects::nonNull).filter(text -> !onlyReads(text)).toList();
    List<String> tables =
        guards.names().stream()
            .filter(name -> writing.stream().anyMatch(text -> text.contains(name)))
            .toList();
    return guards.locked(tables, histories -> compared(histories.values(), run));
  }

  private static boolean onlyReads(String statement) {
    return statement.stripLeading().toUpperCase(Locale.ROOT).startsWith("SELECT");
  }

  private <R> R compared(Collection<TableHistory> histories, Supplier<R> run) {
    Map<TableHistory, Map<ItemKey, Map<String, AttributeValue>>> before = new HashMap<>();
    histories.forEach(history -> before.put(history, items(history)));
    try {
      return run.get();
    } finally {
      // Of a batch, some statements may have been run even though another failed.
      before.forEach(this::journalDifference);
    }
  }

  private void journalDifference(
      TableHistory history, Map<ItemKey, Map<String, AttributeValue>> before) {
    Map<ItemKey, Map<String, AttributeValue>> after = items(history);
    after.forEach(
        (key, item) -> {
          Map<String, AttributeValue> old = before.getOrDefault(key, Map.of());
          if (!old.equals(item)) {
            history.journal().append(key, old);
          }
        });
    before.forEach(
        (key, old) -> {
          if (!after.containsKey(key)) {
            history.journal().append(key, old);
          }
        });
  }

  private Map<ItemKey, Map<String, AttributeValue>> items(TableHistory history) {
    Map<ItemKey, Map<String, AttributeValue>> items = new HashMap<>();
    for (TableReader.Page page : reader.pages(history.table().name())) {
      page.items().forEach(item -> history.keyOf(item).ifPresent(key -> items.put(key, item)));
    }
    return items;
  }
}
