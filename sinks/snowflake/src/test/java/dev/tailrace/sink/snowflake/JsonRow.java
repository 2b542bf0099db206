package dev.tailrace.sink.snowflake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A row that equals another when the JSON in both means the same: a VARIANT keeps the members of an
 * object in an order of its own, and writes numbers in a way of its own.
 */
final class JsonRow extends AbstractMap<String, String> {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final Map<String, String> values;

  JsonRow(Map<String, String> values) {
    this.values = values;
  }

  @Override
  public Set<Entry<String, String>> entrySet() {
    return values.entrySet();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (!(other instanceof Map<?, ?> that) || !values.keySet().equals(that.keySet())) {
      return false;
    }
    return values.entrySet().stream()
        .allMatch(e -> sameMeaning(e.getValue(), String.valueOf(that.get(e.getKey()))));
  }

  @Override
  public int hashCode() {
    return values.keySet().hashCode();
  }

  private static boolean sameMeaning(String one, String other) {
    if (one.equals(other)) {
      return true;
    }
    boolean nested = one.startsWith("{") || one.startsWith("[");
    return nested && !other.isEmpty() && one.charAt(0) == other.charAt(0) && sameJson(one, other);
  }

  private static boolean sameJson(String one, String other) {
    try {
      return MAPPER.readTree(one).equals(JsonRow::compare, MAPPER.readTree(other));
    } catch (JsonProcessingException textThatOnlyLooksLikeIt) {
      return false;
    }
  }

  private static int compare(JsonNode one, JsonNode other) {
    if (one.isNumber() && other.isNumber()) {
      return one.decimalValue().compareTo(other.decimalValue());
    }
    return one.equals(other) ? 0 : 1;
  }
}
