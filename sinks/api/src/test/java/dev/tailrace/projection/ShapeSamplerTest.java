package dev.tailrace.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.item.Item;
import dev.tailrace.item.MalformedItemException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class ShapeSamplerTest {
  private static final ColumnType INT64 = new ColumnType.Int64();
  private static final ColumnType JSON = new ColumnType.Json();
  private static final ColumnType TEXT = new ColumnType.Text();

  @Test
  void eachTypeOfAttributeHasItsTypeOfColumn() {
    assertThat(typeOf("{\"S\":\"x\"}")).isEqualTo(TEXT);
    assertThat(typeOf("{\"N\":\"1\"}")).isEqualTo(INT64);
    assertThat(typeOf("{\"B\":\"AQ==\"}")).isEqualTo(new ColumnType.Bytes());
    assertThat(typeOf("{\"BOOL\":true}")).isEqualTo(new ColumnType.Bool());
    for (String nested : List.of("{\"M\":{}}", "{\"L\":[]}", "{\"SS\":[\"a\"]}", "{\"NS\":[]}")) {
      assertThat(typeOf(nested)).as(nested).isEqualTo(JSON);
    }
  }

  @Test
  void numbersGetAColumnThatHoldsThemWithRoomInFront() {
    assertThat(number("999999999999999999")).isEqualTo(INT64);
    assertThat(number("1000000000000000000")).isEqualTo(decimal(38, 0));
    assertThat(number("1E20", "7")).isEqualTo(decimal(38, 0));
    assertThat(number("1.00")).isEqualTo(INT64);
    assertThat(number("19.99", "5")).isEqualTo(decimal(18, 2));
    assertThat(number("1234567890.12345")).isEqualTo(decimal(38, 5));
    assertThat(number("0.001")).isEqualTo(decimal(18, 3));
    assertThat(number("1E-130")).isEqualTo(decimal(38, 18));
    assertThat(number("1E37", "0.5")).isEqualTo(decimal(38, 0));
    assertThat(number("9E125", "0.5")).isEqualTo(decimal(38, 0));
    assertThat(number("0", "-0.0")).isEqualTo(INT64);
  }

  @Test
  void theCommonestTypeWins() {
    assertThat(typeOf("{\"S\":\"x\"}", "{\"N\":\"1\"}", "{\"N\":\"2\"}")).isEqualTo(INT64);
    assertThat(typeOf("{\"N\":\"1\"}", "{\"S\":\"x\"}", "{\"S\":\"y\"}")).isEqualTo(TEXT);
    assertThat(typeOf("{\"BOOL\":true}", "{\"L\":[]}", "{\"M\":{}}")).isEqualTo(JSON);
  }

  @Test
  void aNullTellsNothing() {
    assertThat(types("{\"NULL\":true}").types()).isEmpty();
    assertThat(typeOf("{\"NULL\":true}", "{\"NULL\":true}", "{\"N\":\"1\"}")).isEqualTo(INT64);
  }

  @Test
  void attributesComeInTheOrderOfTheirFirstAppearance() {
    ShapeSampler sampler = new ShapeSampler();
    sampler.add(Item.of("{\"z\":{\"S\":\"\"},\"a\":{\"NULL\":true}}"));
    sampler.add(Item.of("{\"b\":{\"S\":\"\"},\"a\":{\"S\":\"\"},\"\\u007a\":{\"S\":\"\"}}"));
    assertThat(sampler.types().keySet()).containsExactly("z", "b", "a");
    assertThat(sampler.items()).isEqualTo(2);
  }

  @Test
  void refusesANumberThatIsNone() {
    assertThatThrownBy(() -> number("1E2147483647")).isInstanceOf(MalformedItemException.class);
  }

  private static ColumnType decimal(int precision, int scale) {
    return new ColumnType.Decimal(precision, scale);
  }

  private static ColumnType number(String... texts) {
    String[] values = new String[texts.length];
    for (int i = 0; i < texts.length; i++) {
      values[i] = "{\"N\":\"" + texts[i] + "\"}";
    }
    return typeOf(values);
  }

  private static ColumnType typeOf(String... values) {
    return Objects.requireNonNull(types(values).types().get("a"));
  }

  private static ShapeSampler types(String... values) {
    ShapeSampler sampler = new ShapeSampler();
    for (String value : values) {
      sampler.add(Item.of("{\"a\":" + value + "}"));
    }
    return sampler;
  }
}
