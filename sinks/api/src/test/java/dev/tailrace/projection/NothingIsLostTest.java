package dev.tailrace.projection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.Item;
import dev.tailrace.item.ItemCursor;
import dev.tailrace.item.RandomItems;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever the columns, an attribute is in its column or, as it was, in the overflow. */
final class NothingIsLostTest {
  private static final long SEED = 20261121L;
  private static final int ITEMS = 10_000;
  private static final List<ColumnType> TYPES =
      List.of(
          new ColumnType.Text(),
          new ColumnType.Bytes(),
          new ColumnType.Bool(),
          new ColumnType.Int64(),
          new ColumnType.Decimal(18, 4),
          new ColumnType.Decimal(38, 10),
          new ColumnType.Json());

  @Test
  void everyAttributeIsInItsColumnOrWithTypeAndTextInTheOverflow() {
    Random random = new Random(SEED);
    RandomItems items = new RandomItems(random);
    for (int i = 0; i < ITEMS; i++) {
      Item item = items.next(2);
      Map<String, Typed> attributes = attributes(item);
      Map<String, ColumnType> columns = someColumns(attributes, random);
      Rows rows = new Rows(columns);
      rows.add(item.toString());
      String as = "seed %d, item %d: %s in %s".formatted(SEED, i, item, columns);
      Map<String, Typed> overflow = attributes(Item.of(orEmpty(rows.overflow(0))));
      Map<String, String> row = rows.row(0);
      attributes.values().removeIf(a -> a.type() == AttributeType.NULL);
      attributes.keySet().removeAll(row.keySet());
      assertThat(overflow).as(as).isEqualTo(attributes);
      assertThat(rows.projector().overflowed()).as(as).isEqualTo(overflow.size());
      assertThat(columns.keySet()).as(as).containsAll(row.keySet());
    }
  }

  private record Typed(AttributeType type, String text) {}

  private static Map<String, Typed> attributes(Item item) {
    Map<String, Typed> attributes = new LinkedHashMap<>();
    ItemCursor cursor = new ItemCursor();
    cursor.overMap(item);
    while (cursor.next()) {
      attributes.put(cursor.name(), new Typed(cursor.type(), cursor.valueText()));
    }
    return attributes;
  }

  private static String orEmpty(String document) {
    return document.isEmpty() ? "{}" : document;
  }

  /** A column of the right type, of any type, or none, for each attribute. */
  private static Map<String, ColumnType> someColumns(Map<String, Typed> attributes, Random random) {
    Map<String, ColumnType> columns = new LinkedHashMap<>();
    attributes.forEach(
        (name, value) -> {
          boolean right = random.nextBoolean();
          TYPES.stream()
              .filter(t -> right && t.takes(value.type()))
              .findFirst()
              .ifPresent(t -> columns.put(name, t));
          if (!right && random.nextInt(3) > 0) {
            columns.put(name, TYPES.get(random.nextInt(TYPES.size())));
          }
        });
    return columns;
  }
}
