package dev.tailrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.Item;
import dev.tailrace.item.ItemCursor;
import dev.tailrace.item.ItemKey;
import dev.tailrace.item.KeySchema;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ItemMakerTest {
  private static final KeySchema KEY =
      SinkContract.key("pk", AttributeType.S, "sk", AttributeType.N);

  private static List<Item> items(long seed) {
    ItemMaker maker = new ItemMaker(seed, KEY);
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      items.add(maker.next());
    }
    return items;
  }

  @Test
  void oneSeedMakesTheSameItems() {
    assertThat(items(5)).isEqualTo(items(5)).isNotEqualTo(items(6));
  }

  @Test
  void itemsHaveTheirKeysAndAllTenTypes() {
    Set<AttributeType> seen = EnumSet.noneOf(AttributeType.class);
    ItemCursor cursor = new ItemCursor();
    for (Item item : items(1)) {
      assertThat(ItemKey.of(KEY, item).length()).isPositive();
      cursor.overMap(item);
      while (cursor.next()) {
        seen.add(cursor.type());
      }
    }
    assertThat(seen).containsExactly(AttributeType.values());
  }
}
