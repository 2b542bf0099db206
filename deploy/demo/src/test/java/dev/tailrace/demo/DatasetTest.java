package dev.tailrace.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

final class DatasetTest {
  @Test
  void everyItemHasAKeyOfItsOwn() {
    for (Dataset dataset : Dataset.ALL) {
      List<Map<String, AttributeValue>> items = dataset.items();
      assertThat(items).hasSizeGreaterThan(1_000);
      assertThat(items.stream().map(i -> dataset.keys().stream().map(i::get).toList()))
          .as(dataset.table())
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void theDataHasAttributesOfManyTypes() {
    Set<AttributeValue.Type> seen = EnumSet.noneOf(AttributeValue.Type.class);
    Dataset.ALL.forEach(d -> d.items().forEach(i -> i.values().forEach(v -> collect(v, seen))));

    assertThat(seen)
        .contains(
            AttributeValue.Type.S,
            AttributeValue.Type.N,
            AttributeValue.Type.BOOL,
            AttributeValue.Type.NUL,
            AttributeValue.Type.M,
            AttributeValue.Type.L,
            AttributeValue.Type.SS);
  }

  @Test
  void namesThatDifferOnlyByCaseDoNotOccur() {
    for (Dataset dataset : Dataset.ALL) {
      List<String> names =
          dataset.items().stream().flatMap(i -> i.keySet().stream()).distinct().toList();
      assertThat(names.stream().map(n -> n.toLowerCase(Locale.ROOT))).doesNotHaveDuplicates();
    }
  }

  private static void collect(AttributeValue value, Set<AttributeValue.Type> seen) {
    seen.add(value.type());
    value.l().forEach(v -> collect(v, seen));
    value.m().values().forEach(v -> collect(v, seen));
  }
}
