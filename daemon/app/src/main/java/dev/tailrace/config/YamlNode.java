package dev.tailrace.config;

import java.util.List;
import java.util.Optional;

/** A value of a YAML file, which knows its place. */
sealed interface YamlNode {
  Place place();

  /**
   * A text; YAML's numbers, booleans and nulls are texts too.
   *
   * @param plain whether it stands without quotes
   */
  record Scalar(Place place, String text, boolean plain) implements YamlNode {
    /** Whether it counts as left out. */
    boolean isNull() {
      return plain && (text.isEmpty() || text.equals("~") || text.equals("null"));
    }
  }

  /** A list. */
  record Sequence(Place place, List<YamlNode> entries) implements YamlNode {}

  /** Keys with values, in the file's order. */
  record Mapping(Place place, List<Entry> entries) implements YamlNode {
    Optional<Entry> find(String key) {
      return entries.stream().filter(e -> e.key().equals(key)).findFirst();
    }
  }

  /** A key and its value. */
  record Entry(Place place, String key, YamlNode value) {}
}
