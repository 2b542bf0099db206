package dev.tailrace.item;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A table's primary key: the partition key and, where there is one, the sort key.
 *
 * @param attributes one or two, the partition key first
 */
public record KeySchema(List<KeyAttribute> attributes) {
  /** Checks that there are one or two attributes of different names. */
  public KeySchema {
    attributes = List.copyOf(attributes);
    long names = attributes.stream().map(KeyAttribute::name).distinct().count();
    if (attributes.isEmpty() || attributes.size() > 2 || names != attributes.size()) {
      throw new IllegalArgumentException(
          "a primary key has one or two attributes of different names, not " + attributes);
    }
  }

  /** The names, the partition key's first. */
  public List<String> names() {
    return attributes.stream().map(KeyAttribute::name).toList();
  }

  /** Whether {@code attribute} is part of the key. */
  public boolean contains(String attribute) {
    return names().contains(attribute);
  }

  @Override
  public String toString() {
    return attributes.stream().map(a -> a.name() + ":" + a.type()).collect(Collectors.joining(","));
  }

  /**
   * A key attribute.
   *
   * @param type S, N or B; no other type can be a key
   */
  public record KeyAttribute(String name, AttributeType type) {
    /** Checks the type. */
    public KeyAttribute {
      if (type != AttributeType.S && type != AttributeType.N && type != AttributeType.B) {
        throw new IllegalArgumentException(
            "a key attribute is S, N or B; %s is %s".formatted(name, type));
      }
    }
  }
}
