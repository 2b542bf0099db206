package dev.tailrace.transform;

import dev.tailrace.item.KeySchema;
import dev.tailrace.item.KeySchema.KeyAttribute;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is done with the attributes of a table's items. Names are the source's. Key attributes are
 * always kept and never hashed: the daemon looks items up by them when it repairs a gap.
 *
 * @param include the only attributes that are kept, beside the key's; empty for all
 * @param exclude attributes that are left out
 * @param rename new names
 * @param hash attributes of which only an HMAC-SHA-256 is kept
 * @param constant attributes that every item gets, as strings
 */
public record AttributeRules(
    Set<String> include,
    Set<String> exclude,
    Map<String, String> rename,
    Set<String> hash,
    Map<String, String> constant) {
  /** Items stay as they are. */
  public static final AttributeRules NONE =
      new AttributeRules(Set.of(), Set.of(), Map.of(), Set.of(), Map.of());

  /** Copies the collections. */
  public AttributeRules {
    include = Collections.unmodifiableSet(new LinkedHashSet<>(include));
    exclude = Collections.unmodifiableSet(new LinkedHashSet<>(exclude));
    rename = Collections.unmodifiableMap(new LinkedHashMap<>(rename));
    hash = Collections.unmodifiableSet(new LinkedHashSet<>(hash));
    constant = Collections.unmodifiableMap(new LinkedHashMap<>(constant));
    Set<String> taken = new HashSet<>();
    for (String name : rename.values()) {
      if (!taken.add(name)) {
        throw new IllegalArgumentException("rename: two attributes become " + name);
      }
    }
    for (String name : constant.keySet()) {
      if (!taken.add(name)) {
        throw new IllegalArgumentException(
            "constant: %s is what rename calls another attribute".formatted(name));
      }
    }
  }

  /** Whether items stay as they are. */
  public boolean isNone() {
    return equals(NONE);
  }

  /**
   * The key of the items that come out.
   *
   * @throws IllegalArgumentException when a rule is not for a key attribute, with the mend
   */
  public KeySchema key(KeySchema source) {
    for (String name : source.names()) {
      refuse(exclude.contains(name), name, "exclude");
      refuse(hash.contains(name), name, "hash");
    }
    List<KeyAttribute> renamed =
        source.attributes().stream()
            .map(a -> new KeyAttribute(rename.getOrDefault(a.name(), a.name()), a.type()))
            .toList();
    for (KeyAttribute attribute : renamed) {
      if (constant.containsKey(attribute.name())) {
        throw new IllegalArgumentException(
            "constant: %s is a key attribute's name; choose another".formatted(attribute.name()));
      }
      if (!source.names().contains(attribute.name())) {
        continue;
      }
      if (!rename.getOrDefault(attribute.name(), attribute.name()).equals(attribute.name())
          && renamed.stream().filter(a -> a.name().equals(attribute.name())).count() > 1) {
        throw new IllegalArgumentException("rename: two key attributes are " + attribute.name());
      }
    }
    rename.forEach(
        (from, to) -> {
          if (!source.contains(from) && source.contains(to) && !rename.containsKey(to)) {
            throw new IllegalArgumentException(
                "rename: %s would become %s, which is a key attribute; choose another name"
                    .formatted(from, to));
          }
        });
    return new KeySchema(renamed);
  }

  private static void refuse(boolean isKey, String name, String rule) {
    if (isKey) {
      throw new IllegalArgumentException(
          "%s: %s is a key attribute, which the warehouse's rows are found by; take it out of %s"
              .formatted(rule, name, rule));
    }
  }
}
