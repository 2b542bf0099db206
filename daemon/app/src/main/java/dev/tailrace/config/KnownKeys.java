package dev.tailrace.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Looks for keys that no record has, before anything is bound: so a misspelt key is called
 * misspelt, and not missing under its right name.
 */
final class KnownKeys {
  private static final PropertyNamingStrategies.KebabCaseStrategy KEBAB =
      new PropertyNamingStrategies.KebabCaseStrategy();

  private KnownKeys() {}

  /**
   * Checks all of a tree.
   *
   * @throws ConfigException at the first key that {@code type}, a record, does not know
   */
  static void check(JsonNode node, Class<?> type, String path) {
    Map<String, Type> known = new LinkedHashMap<>();
    for (RecordComponent component : type.getRecordComponents()) {
      known.put(KEBAB.translate(component.getName()), component.getGenericType());
    }
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      Type component = known.get(field.getKey());
      if (component == null) {
        throw unknown(path, field.getKey(), known);
      }
      checkValue(field.getValue(), component, path + field.getKey());
    }
  }

  private static void checkValue(JsonNode value, Type type, String path) {
    if (type instanceof ParameterizedType list && value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        checkValue(value.get(i), list.getActualTypeArguments()[0], path + "[" + i + "]");
      }
    } else if (type instanceof Class<?> record
        && record.isRecord()
        && value.isObject()
        && !readsItself(record)) {
      check(value, record, path + ".");
    }
  }

  private static boolean readsItself(Class<?> record) {
    return Arrays.stream(record.getMethods())
        .anyMatch(m -> m.isAnnotationPresent(JsonCreator.class));
  }

  private static ConfigException unknown(String path, String key, Map<String, Type> known) {
    String nearest =
        known.keySet().stream()
            .min(Comparator.comparingInt(k -> NearestName.distance(k, key)))
            .orElse("");
    return new ConfigException(
        "unknown key %s%s; did you mean %s? Known there: %s"
            .formatted(path, key, nearest, String.join(", ", known.keySet())));
  }
}
