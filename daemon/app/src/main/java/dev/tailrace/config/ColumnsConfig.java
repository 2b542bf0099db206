package dev.tailrace.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.tailrace.projection.ColumnType;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static ColumnsConfig of(Map<String, @Nullable String> texts) {
    Map<String, String> whole = new LinkedHashMap<>();
    String open = "";
    for (Map.Entry<String, @Nullable String> entry : texts.entrySet()) {
      String value = entry.getValue();
      if (value == null && !open.isEmpty()) {
        whole.merge(open, "," + entry.getKey(), String::concat);
        open = "";
      } else if (value == null) {
        throw new ConfigException("columns: %s has no type".formatted(entry.getKey()));
      } else {
        whole.put(entry.getKey(), value);
        open = value.contains("(") && !value.contains(")") ? entry.getKey() : "";
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
      throw new ConfigException("columns: %s: %s".formatted(name, e.getMessage()));
    }
  }
}
