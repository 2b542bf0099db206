package dev.tailrace.sink.dynamodb;

import dev.tailrace.sink.TableId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** Which data files were loaded, an item each; those of an older generation do not count. */
final class LoadedFiles {
  private static final String ITEMS = "items";

  private final StateTable state;
  private final TableId table;

  LoadedFiles(StateTable state, TableId table) {
    this.state = state;
    this.table = table;
  }

  private String scope() {
    return table + "#files";
  }

  private static String prefix(long generation) {
    return Values.padded(generation) + "-";
  }

  private Map<String, AttributeValue> key(long generation, String file) {
    return Values.key(scope(), prefix(generation) + file);
  }

  Map<String, Long> all(long generation) {
    Map<String, Long> files = new LinkedHashMap<>();
    String prefix = prefix(generation);
    state.from(
        scope(),
        prefix,
        item -> {
          String entry = Values.text(item, Values.ENTRY);
          if (entry.startsWith(prefix)) {
            files.put(entry.substring(prefix.length()), Values.number(item, ITEMS));
          }
        });
    return files;
  }

  /** How many items a file had, if it was loaded. */
  Optional<Long> items(long generation, String file) {
    return state.get(key(generation, file)).map(i -> Values.number(i, ITEMS));
  }

  /** Notes a file that was not loaded yet. */
  TransactWriteItem record(long generation, String file, long items) {
    Map<String, AttributeValue> item = key(generation, file);
    item.put(ITEMS, Values.number(items));
    return Conditions.putNew(state.name(), item);
  }

  /** Deletes what generations before this one left. */
  void sweep(long generation) {
    for (Map<String, AttributeValue> item : state.all(scope())) {
      if (Values.text(item, Values.ENTRY).compareTo(prefix(generation)) < 0) {
        state.delete(item);
      }
    }
  }
}
