package dev.tailrace.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.KeySchema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TableShapeTest {
  private static final ColumnType TEXT = new ColumnType.Text();
  private static final KeySchema KEY =
      new KeySchema(
          List.of(
              new KeySchema.KeyAttribute("pk", AttributeType.S),
              new KeySchema.KeyAttribute("sk", AttributeType.N)));

  @Test
  void theKeyLeadsWithTypesThatHoldEveryInteger() {
    assertThat(TableShape.ofKey(KEY).columns())
        .containsExactly(
            new Column("pk", "pk", TEXT), new Column("sk", "sk", new ColumnType.Decimal(38, 0)));
    TableShape wide = TableShape.ofKey(KEY).with(texts("a"));
    assertThat(wide.keyColumns()).isEqualTo(TableShape.ofKey(KEY).columns());
    assertThat(wide.keyOnly()).isEqualTo(TableShape.ofKey(KEY));
  }

  @Test
  void namesThatDifferByCapitalsGetColumnsOfTheirOwn() {
    TableShape shape = TableShape.ofKey(KEY).with(texts("userId", "UserID", "USERID", "PK"));
    assertThat(names(shape)).containsExactly("pk", "sk", "userId", "UserID_2", "USERID_3", "PK_2");
    assertThat(shape.column("UserID")).map(Column::name).contains("UserID_2");
    assertThat(shape.column("userid")).isEmpty();
  }

  @Test
  void aNameThatWasGivenStaysWhateverComesLater() {
    TableShape first = TableShape.ofKey(KEY).with(texts("a", "A"));
    TableShape later = first.with(texts("A_2", "A", "a", "b"));
    assertThat(later.columns().subList(0, first.columns().size())).isEqualTo(first.columns());
    assertThat(names(later)).containsExactly("pk", "sk", "a", "A_2", "A_2_2", "b");
    assertThat(later.with(texts("b", "A_2", "A"))).isSameAs(later);
  }

  @Test
  void anAttributeNeverTakesAMetadataColumnsName() {
    TableShape shape =
        TableShape.ofKey(KEY)
            .with(texts("_tailrace_overflow", "_TAILRACE_SEQUENCE", "attribute_tailrace_overflow"));
    assertThat(names(shape))
        .containsExactly(
            "pk",
            "sk",
            "attribute_tailrace_overflow",
            "attribute_TAILRACE_SEQUENCE",
            "attribute_tailrace_overflow_2");
  }

  @Test
  void aNullCharacterDoesNotReachAColumnsName() {
    TableShape shape = TableShape.ofKey(KEY).with(texts("a_b", "a\0b"));
    assertThat(names(shape)).containsExactly("pk", "sk", "a_b", "a_b_2");
    assertThat(shape.column("a\0b")).isPresent();
  }

  @Test
  void aKeyMayBeNamedLikeAMetadataColumn() {
    KeySchema odd =
        new KeySchema(List.of(new KeySchema.KeyAttribute("_tailrace_sequence", AttributeType.B)));
    assertThat(TableShape.ofKey(odd).columns())
        .containsExactly(
            new Column(
                "_tailrace_sequence", "attribute_tailrace_sequence", new ColumnType.Bytes()));
  }

  @Test
  void refusesColumnsThatCollideOrAKeyThatDoesNotLead() {
    List<Column> key = TableShape.ofKey(KEY).columns();
    assertThatThrownBy(
            () -> new TableShape(KEY, List.of(key.get(0), key.get(1), new Column("x", "PK", TEXT))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PK");
    assertThatThrownBy(() -> new TableShape(KEY, List.of(key.get(1), key.get(0))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("does not lead");
  }

  private static List<String> names(TableShape shape) {
    return shape.columns().stream().map(Column::name).toList();
  }

  private static Map<String, ColumnType> texts(String... attributes) {
    Map<String, ColumnType> types = new LinkedHashMap<>();
    for (String attribute : attributes) {
      types.put(attribute, TEXT);
    }
    return types;
  }
}
