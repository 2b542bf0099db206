package dev.tailrace.testkit;

import dev.tailrace.item.Item;
import dev.tailrace.projection.MetaColumn;
import dev.tailrace.projection.TableShape;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Shows the items of a store without columns as the rows that they would be elsewhere. */
public final class ItemTexts {
  private ItemTexts() {}

  /**
   * A row an item, without metadata but the overflow. Items that are equal make the same row, in
   * whatever order their attributes and the elements of their sets come.
   *
   * @param shape as {@link MemorySink#shape} gives it
   */
  public static List<Map<String, String>> rows(TableShape shape, List<Item> items) {
    MemoryTexts texts = new MemoryTexts(shape);
    return items.stream().map(i -> row(texts, i)).toList();
  }

  private static Map<String, String> row(MemoryTexts texts, Item item) {
    Map<String, String> row =
        texts.of(MemoryRow.loaded(CanonicalItem.of(item), Instant.EPOCH, Instant.EPOCH));
    row.keySet()
        .removeIf(
            c -> c.startsWith(MetaColumn.PREFIX) && !c.equals(MetaColumn.OVERFLOW.columnName()));
    return row;
  }
}
