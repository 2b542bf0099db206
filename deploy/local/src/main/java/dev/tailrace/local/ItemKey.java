package dev.tailrace.local;

import java.math.BigDecimal;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The primary key of an item. Two keys are equal when DynamoDB takes them for the same: {@code 1.0}
 * and {@code 1} are one number.
 */
final class ItemKey {
  private final String canonical;
  private final Map<String, AttributeValue> attributes;

  private ItemKey(String canonical, Map<String, AttributeValue> attributes) {
    this.canonical = canonical;
    this.attributes = attributes;
  }

  /**
   * The key of an item, or of a map that holds the key attributes alone.
   *
   * @param names the names of the key attributes, partition key first
   * @return empty if a key attribute is missing or of a type that no key has: DynamoDB refuses it
   */
  static Optional<ItemKey> of(List<String> names, Map<String, AttributeValue> item) {
    StringBuilder canonical = new StringBuilder();
    Map<String, AttributeValue> attributes = new LinkedHashMap<>();
    for (String name : names) {
      AttributeValue value = item.get(name);
      if (value == null) {
        return Optional.empty();
      }
      Optional<String> text = canonical(value);
      if (text.isEmpty()) {
        return Optional.empty();
      }
      // The length in front keeps ("a", "bc") and ("ab", "c") apart.
      canonical.append(text.get().length()).append(':').append(text.get());
      attributes.put(name, value);
    }
    return Optional.of(new ItemKey(canonical.toString(), attributes));
  }

  private static Optional<String> canonical(AttributeValue value) {
    return switch (value.type()) {
      case S -> Optional.of("S" + value.s());
      case B -> Optional.of("B" + Base64.getEncoder().encodeToString(value.b().asByteArray()));
      case N -> number(value.n());
      default -> Optional.empty();
    };
  }

  private static Optional<String> number(String text) {
    try {
      return Optional.of("N" + new BigDecimal(text.trim()).stripTrailingZeros());
    } catch (NumberFormatException notANumber) {
      return Optional.empty();
    }
  }

  /** The key attributes, partition key first; not to be changed. */
  Map<String, AttributeValue> attributes() {
    return attributes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ItemKey key && key.canonical.equals(canonical);
  }

  @Override
  public int hashCode() {
    return canonical.hashCode();
  }

  @Override
  public String toString() {
    return attributes.toString();
  }
}
