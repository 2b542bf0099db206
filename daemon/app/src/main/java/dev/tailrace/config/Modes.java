package dev.tailrace.config;

import dev.tailrace.projection.TableOptions.Deletes;
import dev.tailrace.projection.TableOptions.Layout;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Reads the names of layouts and of what becomes of deletes. */
final class Modes {
  private Modes() {}

  static Layout layout(String text) {
    return one("layout", text, List.of(Layout.values()));
  }

  static Deletes deletes(String key, String text) {
    return one(key, text, List.of(Deletes.values()));
  }

  private static <E extends Enum<E>> E one(String key, String text, List<E> values) {
    return values.stream()
        .filter(v -> nameOf(v).equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new ConfigException(
                    key,
                    "is one of "
                        + values.stream().map(Modes::nameOf).collect(Collectors.joining(", "))));
  }

  private static String nameOf(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
