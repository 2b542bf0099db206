package dev.tailrace.config;

import dev.tailrace.config.YamlNode.Entry;
import dev.tailrace.config.YamlNode.Mapping;
import dev.tailrace.config.YamlNode.Scalar;
import dev.tailrace.config.YamlNode.Sequence;
import dev.tailrace.sink.Redacted;
import dev.tailrace.sink.Secret;
import dev.tailrace.sink.SinkAddress;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes records out of nodes. What is wrong is noted and the reading goes on, so that one run shows
 * all of it; a record whose values are wrong is not made.
 */
final class Binder {
  private static final Pattern PASSWORD = Pattern.compile("=…|//[^@]*:[^@]*@");

  private final References references;
  private final Problems problems;
  private boolean secrets;

  Binder(References references, Problems problems) {
    this.references = references;
    this.problems = problems;
  }

  /** Whether a secret stood in the file itself. */
  boolean sawSecrets() {
    return secrets;
  }

  /** The record; empty when something is wrong with it, which is noted. */
  <R> Optional<R> section(Class<R> type, YamlNode node, String path) {
    if (!(node instanceof Mapping mapping)) {
      wrongKind(node, path, "keys with values are wanted", Optional.empty());
      return Optional.empty();
    }
    int before = problems.count();
    Map<String, RecordComponent> keys = Keys.of(type);
    for (Entry entry : mapping.entries()) {
      if (!keys.containsKey(entry.key())) {
        problems.add(entry.place(), Keys.unknown(entry.key(), path, type));
      }
    }
    List<@Nullable Object> values = new ArrayList<>();
    keys.forEach((key, component) -> values.add(component(mapping, key, component, path)));
    if (problems.count() > before) {
      return Optional.empty();
    }
    return made(type, values, mapping, path);
  }

  private @Nullable Object component(
      Mapping mapping, String key, RecordComponent component, String path) {
    Optional<Key> description = Keys.described(component);
    Optional<YamlNode> node =
        mapping
            .find(key)
            .map(Entry::value)
            .filter(v -> !(v instanceof Scalar scalar && scalar.isNull()));
    if (node.isPresent()) {
      return value(component.getGenericType(), node.get(), path + key, description);
    }
    if (description.filter(Key::required).isPresent()) {
      problems.add(
          mapping.place(), path + key + " is missing" + as(key, description.map(Key::example)));
    }
    return absent(component.getType());
  }

  private static @Nullable Object absent(Class<?> type) {
    if (type == Optional.class) {
      return Optional.empty();
    }
    if (type == int.class) {
      return 0;
    }
    return type == boolean.class ? Boolean.FALSE : null;
  }

  private @Nullable Object value(Type type, YamlNode node, String path, Optional<Key> description) {
    if (type instanceof ParameterizedType generic) {
      Type inner = generic.getActualTypeArguments()[0];
      if (generic.getRawType() == Optional.class) {
        return Optional.ofNullable(value(inner, node, path, description));
      }
      return generic.getRawType() == List.class
          ? list(inner, node, path, description)
          : texts(node, path).map(this::map).orElse(null);
    }
    Class<?> plain = (Class<?>) type;
    if (plain == ColumnsConfig.class) {
      return texts(node, path)
          .map(t -> checked(node, path, () -> ColumnsConfig.of(t)))
          .orElse(null);
    }
    return Keys.isSection(plain)
        ? section(plain, node, path + ".").orElse(null)
        : scalar(plain, node, path, description);
  }

  private @Nullable Object list(Type inner, YamlNode node, String path, Optional<Key> description) {
    if (!(node instanceof Sequence sequence)) {
      wrongKind(node, path, "a list is wanted", description.map(Key::example));
      return null;
    }
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < sequence.entries().size(); i++) {
      YamlNode entry = sequence.entries().get(i);
      String at = "%s[%d]".formatted(path, i);
      if (Keys.isSection(inner) && !(entry instanceof Mapping)) {
        wrongKind(entry, at, "keys with values are wanted", description.map(Key::example));
      } else {
        Object value = value(inner, entry, at, Optional.empty());
        if (value != null) {
          values.add(value);
        }
      }
    }
    return values;
  }

  private @Nullable Object scalar(
      Class<?> type, YamlNode node, String path, Optional<Key> description) {
    ValueReader reader = ValueReader.of(type);
    String example =
        description.map(Key::example).filter(e -> !e.isEmpty()).orElse(reader.example());
    if (!(node instanceof Scalar scalar) || scalar.isNull()) {
      wrongKind(node, path, reader.wanted() + " is wanted", Optional.of(example));
      return null;
    }
    if (type == Secret.class
        || (type == SinkAddress.class
            && (PASSWORD.matcher(scalar.text()).find()
                || Redacted.url(scalar.text()).contains("=…")))) {
      secrets |= !References.isIn(scalar.text());
    }
    return checked(node, path, () -> reader.read().apply(references.resolve(scalar.text())));
  }

  /** A mapping of texts; a value may be left out, where it is null. */
  private Optional<List<Map.Entry<String, Optional<String>>>> texts(YamlNode node, String path) {
    if (!(node instanceof Mapping mapping)) {
      wrongKind(node, path, "keys with texts are wanted", Optional.of("{name: text}"));
      return Optional.empty();
    }
    int before = problems.count();
    List<Map.Entry<String, Optional<String>>> texts = new ArrayList<>();
    for (Entry entry : mapping.entries()) {
      if (!(entry.value() instanceof Scalar scalar)) {
        wrongKind(entry.value(), path, "each key has a text", Optional.of("{name: text}"));
      } else if (scalar.isNull()) {
        texts.add(Map.entry(entry.key(), Optional.empty()));
      } else {
        Object text = checked(scalar, path, () -> references.resolve(scalar.text()));
        if (text != null) {
          texts.add(Map.entry(entry.key(), Optional.of((String) text)));
        }
      }
    }
    return problems.count() > before ? Optional.empty() : Optional.of(texts);
  }

  private Map<String, String> map(List<Map.Entry<String, Optional<String>>> texts) {
    Map<String, String> map = new LinkedHashMap<>();
    texts.forEach(t -> map.put(t.getKey(), t.getValue().orElse("")));
    return map;
  }

  private interface Reading {
    Object read();
  }

  private @Nullable Object checked(YamlNode node, String path, Reading reading) {
    try {
      return reading.read();
    } catch (ConfigException e) {
      problems.add(node.place(), path + ": " + e.problem());
      return null;
    }
  }

  private <R> Optional<R> made(
      Class<R> type, List<@Nullable Object> values, Mapping mapping, String path) {
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      return Optional.of(type.getDeclaredConstructor(types).newInstance(values.toArray()));
    } catch (InvocationTargetException e) {
      if (!(e.getCause() instanceof ConfigException refused)) {
        throw new IllegalStateException("a record of the configuration can't be made", e);
      }
      Place place =
          mapping.find(refused.key()).map(entry -> entry.value().place()).orElse(mapping.place());
      String at = path + refused.key();
      problems.add(
          place,
          (at.endsWith(".") ? at.substring(0, at.length() - 1) : at) + ": " + refused.problem());
      return Optional.empty();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a record of the configuration can't be made", e);
    }
  }

  private void wrongKind(YamlNode node, String path, String wanted, Optional<String> example) {
    String found =
        switch (node) {
          case Scalar scalar when scalar.isNull() -> "nothing";
          case Scalar scalar -> "a single text";
          case Sequence list -> "a list";
          case Mapping mapping -> "keys with values";
        };
    String at = path.endsWith(".") ? path.substring(0, path.length() - 1) : path;
    String key = at.substring(at.lastIndexOf('.') + 1).replaceFirst("\\[.*", "");
    problems.add(
        node.place(),
        "%s%s, but there is %s%s"
            .formatted(at.isEmpty() ? "" : at + ": ", wanted, found, as(key, example)));
  }

  private static String as(String key, Optional<String> example) {
    return example
        .filter(e -> !e.isEmpty())
        .map(
            e ->
                e.startsWith("-")
                    ? "; write it as %s: and below it %s".formatted(key, e)
                    : "; write it as %s: %s".formatted(key, e))
        .orElse("");
  }
}
