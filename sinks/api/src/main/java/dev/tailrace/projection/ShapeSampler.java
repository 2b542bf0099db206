package dev.tailrace.projection;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.DynamoNumber;
import dev.tailrace.item.Item;
import dev.tailrace.item.ItemCursor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Looks at items and tells which columns would hold them. An attribute of several types gets the
 * commonest; one that was only ever NULL gets none yet. Not safe for use by several threads.
 */
public final class ShapeSampler {
  private final Map<String, AttributeSample> samples = new LinkedHashMap<>();
  private final ItemCursor cursor = new ItemCursor();
  private final DynamoNumber number = new DynamoNumber();
  private long items;

  /** Looks at every attribute of {@code item}. */
  public void add(Item item) {
    cursor.overMap(item);
    while (cursor.next()) {
      addAttribute(cursor);
    }
    items++;
  }

  /** Looks at the one attribute that {@code attribute} stands on. */
  void addAttribute(ItemCursor attribute) {
    if (attribute.type() != AttributeType.NULL) {
      samples
          .computeIfAbsent(attribute.name(), name -> new AttributeSample())
          .add(attribute, number);
    }
  }

  /** How many whole items were looked at. */
  public long items() {
    return items;
  }

  /** The attributes seen, in the order of their first appearance, with the type that suits each. */
  public Map<String, ColumnType> types() {
    Map<String, ColumnType> types = new LinkedHashMap<>();
    samples.forEach((name, sample) -> types.put(name, sample.type()));
    return types;
  }
}
