package dev.tailrace.config;

import dev.tailrace.projection.ColumnType;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The types of columns that are set by hand.
 *
 * @param types by attribute
 */
public record ColumnsConfig(Map<String, ColumnType> types) {
  /** Copies the map. */
  public ColumnsConfig {
    types = Collections.unmodifiableMap(new LinkedHashMap<>(types));
  }

  /**
   * Reads a mapping of texts. In YAML's flow style {@code {price: decimal(18,2)}} is two entries,
   * {@code price: decimal(18} and {@code 2)}; they are put together again.
   */
  public static ColumnsConfig of(List<Map.Entry<String, Optional<String>>> texts) {
    Map<String, String> whole = new LinkedHashMap<>();
    String open = "";
    for (Map.Entry<String, Optional<String>> entry : texts) {
      Optional<String> value = entry.getValue();
      if (value.isEmpty() && !open.isEmpty()) {
        whole.merge(open, "," + entry.getKey(), String::concat);
        open = "";
      } else if (value.isEmpty()) {
        throw new ConfigException("the column %s has no type".formatted(entry.getKey()));
      } else {
        whole.put(entry.getKey(), value.get());
        open = value.get().contains("(") && !value.get().contains(")") ? entry.getKey() : "";
      }
    }
    Map<String, ColumnType> types = new LinkedHashMap<>();
    whole.forEach((name, text) -> types.put(name, type(name, text)));
    return new ColumnsConfig(types);
  }

  private static ColumnType type(String name, String text) {
    try {
      return ColumnType.parse(text);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(
          "the column %s: there is no such type; there are %s".formatted(name, ColumnType.TEXTS));
    }
  }
}
