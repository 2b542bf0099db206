package dev.tailrace.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tailrace.core.TableStatus;
import java.lang.reflect.RecordComponent;
import java.util.Locale;
import java.util.Optional;

/**
 * A table's status as JSON, one key for each of its components, in kebab case: numbers and booleans
 * as they are, times and durations by ISO 8601, the rest as text. What is unknown is left out.
 */
final class StatusJson {
  private static final PropertyNamingStrategies.KebabCaseStrategy KEBAB =
      new PropertyNamingStrategies.KebabCaseStrategy();

  private StatusJson() {}

  static ObjectNode of(TableStatus status) {
    ObjectNode json = new ObjectMapper().createObjectNode();
    for (RecordComponent component : TableStatus.class.getRecordComponents()) {
      put(json, KEBAB.translate(component.getName()), valueOf(component, status));
    }
    return json;
  }

  private static Object valueOf(RecordComponent component, TableStatus status) {
    try {
      return component.getAccessor().invoke(status);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void put(ObjectNode json, String key, Object value) {
    switch (value) {
      case Optional<?> optional -> optional.ifPresent(v -> put(json, key, v));
      case Boolean flag -> json.put(key, flag);
      case Integer number -> json.put(key, number);
      case Long number -> json.put(key, number);
      case Enum<?> constant -> json.put(key, constant.name().toLowerCase(Locale.ROOT));
      default -> json.put(key, value.toString());
    }
  }
}
