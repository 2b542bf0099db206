package dev.tailrace.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The keys that there are, out of the records: a component is a key, in kebab case. */
final class Keys {
  private static final Pattern UPPER = Pattern.compile("([a-z])([A-Z])");

  private Keys() {}

  /** The keys of a record, in order. */
  static Map<String, RecordComponent> of(Class<?> type) {
    Map<String, RecordComponent> keys = new LinkedHashMap<>();
    for (RecordComponent component : type.getRecordComponents()) {
      keys.put(kebab(component.getName()), component);
    }
    return keys;
  }

  /** The same word as a key is written. */
  static String kebab(String name) {
    return UPPER.matcher(name).replaceAll("$1-$2").replace('_', '-').toLowerCase(Locale.ROOT);
  }

  /** Whether a record is a section with keys, and not one that is read out of a text. */
  static boolean isSection(Type type) {
    return type instanceof Class<?> c && c.isRecord() && !ValueReader.reads(c);
  }

  static Optional<Key> described(RecordComponent component) {
    return Optional.ofNullable(component.getAnnotation(Key.class));
  }

  /** What is wrong with a key that {@code type} does not have. */
  static String unknown(String key, String path, Class<?> type) {
    List<String> here = List.copyOf(of(type).keySet());
    String known = "; known here are " + String.join(", ", here);
    String meant = kebab(key);
    Optional<String> near = NearestName.of(meant, here);
    if (near.filter(n -> NearestName.distance(n, meant) <= 2).isPresent()) {
      return named(key, path) + "; did you mean " + near.get() + "?" + known;
    }
    List<String> all = new ArrayList<>();
    addAll(Config.class, "", all);
    List<String> elsewhere = all.stream().filter(p -> last(p).equals(meant)).toList();
    if (!elsewhere.isEmpty()) {
      return named(key, path) + "; it is " + String.join(" or ", elsewhere) + known;
    }
    Optional<String> nearElsewhere =
        near.or(() -> NearestName.of(meant, all.stream().map(Keys::last).toList()));
    return named(key, path)
        + nearElsewhere.map(n -> "; did you mean " + whole(n, here, all) + "?").orElse("")
        + known;
  }

  private static String named(String key, String path) {
    return ShownKey.isShown(key)
        ? "unknown key " + path + key
        : "unknown key%s, which isn't repeated, as it may be a secret"
            .formatted(path.isEmpty() ? "" : " under " + path.substring(0, path.length() - 1));
  }

  private static String whole(String name, List<String> here, List<String> all) {
    return here.contains(name)
        ? name
        : all.stream().filter(p -> last(p).equals(name)).findFirst().orElse(name);
  }

  private static String last(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  private static void addAll(Class<?> type, String path, List<String> all) {
    of(type)
        .forEach(
            (key, component) -> {
              all.add(path + key);
              section(component.getGenericType())
                  .ifPresent(section -> addAll(section, path + key + ".", all));
            });
  }

  private static Optional<Class<?>> section(Type type) {
    Type inner =
        type instanceof ParameterizedType p
            ? Arrays.asList(p.getActualTypeArguments()).getFirst()
            : type;
    return isSection(inner) ? Optional.of((Class<?>) inner) : Optional.empty();
  }
}
