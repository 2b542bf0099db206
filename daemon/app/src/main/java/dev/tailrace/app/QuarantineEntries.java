package dev.tailrace.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tailrace.config.Config;
import dev.tailrace.config.TableConfig;
import dev.tailrace.item.Item;
import dev.tailrace.item.PlainJson;
import dev.tailrace.item.Utf8Buffer;
import dev.tailrace.sink.Quarantined;
import dev.tailrace.sink.Sink;
import dev.tailrace.sink.TableId;
import dev.tailrace.stream.StreamException;
import dev.tailrace.stream.TableDescription;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a pipeline has in quarantine, table by table. */
final class QuarantineEntries {
  private static final ObjectMapper JSON = new ObjectMapper();

  private QuarantineEntries() {}

  /**
   * An entry and whose it is.
   *
   * @param config the table's, under source.tables
   */
  record Entry(TableId table, TableConfig config, Quarantined quarantined) {
    /** The key as plain JSON, {@code {"id":"a"}}. */
    String key() {
      Utf8Buffer out = new Utf8Buffer(128);
      new PlainJson().appendItem(quarantined.key(), out);
      return Item.copyOf(out).toString();
    }

    /** Whether {@code asked} is the key: as JSON, or the value alone where there is but one. */
    boolean hasKey(String asked) {
      try {
        JsonNode key = JSON.readTree(key());
        if (key.size() == 1 && key.elements().next().asText().equals(asked)) {
          return true;
        }
        return asked.startsWith("{") && key.equals(JSON.readTree(asked));
      } catch (JsonProcessingException e) {
        return false;
      }
    }

    /** What it is called in a line for people. */
    String title() {
      return "table %s, target %s, key %s".formatted(table.table(), quarantined.target(), key());
    }
  }

  /**
   * The entries of all tables, or of one, the oldest first.
   *
   * @throws UserException when there is no such table in the configuration
   */
  static List<Entry> of(Config config, AwsClients aws, Sink sink, Optional<String> table) {
    Map<String, TableConfig> tables = new LinkedHashMap<>();
    try {
      for (TableConfig each : config.source().tables()) {
        TableDescription.names(aws.dynamoDb(), each.tableName())
            .forEach(name -> tables.putIfAbsent(name, each));
      }
    } catch (StreamException e) {
      throw new UserException(ExitCode.FAILURE, String.valueOf(e.getMessage()));
    }
    table.ifPresent(wanted -> tables.keySet().retainAll(List.of(wanted)));
    if (tables.isEmpty()) {
      throw new UserException(
          ExitCode.USAGE,
          table
              .map("table %s: source.tables does not name it"::formatted)
              .orElse("no table matches source.tables"));
    }
    List<Entry> entries = new ArrayList<>();
    tables.forEach(
        (name, its) -> {
          TableId id = new TableId(config.pipeline(), name);
          sink.quarantined(id).forEach(q -> entries.add(new Entry(id, its, q)));
        });
    entries.sort(Comparator.comparing(e -> e.quarantined().at()));
    return entries;
  }
}
