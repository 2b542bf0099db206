package dev.tailrace.item;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ItemKeyTest {
  private static final KeySchema NUMBER = schema("id", AttributeType.N);
  private static final KeySchema STRINGS =
      new KeySchema(
          List.of(
              new KeySchema.KeyAttribute("a", AttributeType.S),
              new KeySchema.KeyAttribute("b", AttributeType.S)));

  @Test
  void numericKeysBeyondADoubleStayApart() {
    assertThat(number("9007199254740993"))
        .isNotEqualTo(number("9007199254740992"))
        .isNotEqualTo(number("9007199254740994"));
    assertThat(number("12345678901234567890123456789012345678"))
        .isNotEqualTo(number("12345678901234567890123456789012345679"));
    assertThat(number("0.12345678901234567890123456789012345678"))
        .isNotEqualTo(number("0.12345678901234567890123456789012345679"));
  }

  @Test
  void oneNumberIsOneKeyHoweverItIsWritten() {
    Set<ItemKey> keys = new HashSet<>();
    for (String text : List.of("100", "1E2", "1e+2", "0100", "100.00", "10.0E1")) {
      keys.add(number(text));
    }
    assertThat(keys).containsExactly(number("100"));
    assertThat(number("-0")).isEqualTo(number("0"));
  }

  @Test
  void partsOfACompositeKeyNeverRunTogether() {
    assertThat(strings("1b=2", "3")).isNotEqualTo(strings("1", "2b=3"));
    assertThat(strings("ab", "c")).isNotEqualTo(strings("a", "bc"));
    assertThat(strings("", "x")).isNotEqualTo(strings("x", ""));
    assertThat(strings("aSb", "c")).isNotEqualTo(strings("a", "bSc"));
    assertThat(strings("aS1:", "b")).isNotEqualTo(strings("a", "S1:b"));
  }

  @Test
  void orderOfAttributesEscapesAndOtherAttributesDoNotCount() {
    ItemKey key = strings("é", "/");
    ItemKey same =
        ItemKey.of(
            STRINGS,
            Item.of("{\"x\":{\"N\":\"1\"},\"\\u0062\":{\"S\":\"\\/\"},\"a\":{\"S\":\"\\u00e9\"}}"));
    assertThat(same).isEqualTo(key).hasSameHashCodeAs(key);
    assertThat(same.toByteArray()).isEqualTo(key.toByteArray()).hasSize(key.length());
  }

  @Test
  void keysOfDifferentTypesAreDifferent() {
    assertThat(number("1"))
        .isNotEqualTo(key(schema("id", AttributeType.S), "{\"id\":{\"S\":\"1\"}}"));
    assertThat(key(schema("id", AttributeType.S), "{\"id\":{\"S\":\"AQ==\"}}"))
        .isNotEqualTo(key(schema("id", AttributeType.B), "{\"id\":{\"B\":\"AQ==\"}}"));
  }

  @Test
  void binaryKeysDifferWithTheirBytes() {
    KeySchema binary = schema("id", AttributeType.B);
    assertThat(key(binary, "{\"id\":{\"B\":\"\\/w==\"}}"))
        .isEqualTo(key(binary, "{\"id\":{\"B\":\"/w==\"}}"))
        .isNotEqualTo(key(binary, "{\"id\":{\"B\":\"/g==\"}}"));
  }

  @Test
  void namesDifferByCase() {
    assertThat(key(schema("ID", AttributeType.S), "{\"id\":{\"S\":\"x\"},\"ID\":{\"S\":\"y\"}}"))
        .isEqualTo(key(schema("id", AttributeType.S), "{\"id\":{\"S\":\"y\"}}"));
  }

  @Test
  void anItemWithoutItsKeyIsRefusedByName() {
    for (String json :
        List.of("{}", "{\"a\":{\"S\":\"1\"}}", "{\"a\":{\"S\":\"1\"},\"b\":{\"N\":\"1\"}}")) {
      assertThatThrownBy(() -> ItemKey.of(STRINGS, Item.of(json)))
          .as(json)
          .isInstanceOf(MalformedItemException.class)
          .hasMessageContaining("key attribute");
    }
    assertThatThrownBy(() -> number("one")).isInstanceOf(MalformedItemException.class);
  }

  private static ItemKey number(String text) {
    return key(NUMBER, "{\"id\":{\"N\":\"" + text + "\"}}");
  }

  private static ItemKey strings(String a, String b) {
    return key(STRINGS, "{\"a\":{\"S\":\"" + a + "\"},\"b\":{\"S\":\"" + b + "\"}}");
  }

  private static ItemKey key(KeySchema schema, String json) {
    return ItemKey.of(schema, Item.of(json));
  }

  private static KeySchema schema(String name, AttributeType type) {
    return new KeySchema(List.of(new KeySchema.KeyAttribute(name, type)));
  }
}
