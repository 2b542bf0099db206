package dev.tailrace.projection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.DynamoNumber;
import dev.tailrace.item.Item;
import dev.tailrace.item.ItemCursor;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Numbers on their way into a row: exactly into the column, or exactly into the overflow. */
final class NumberColumnTest {
  private static final long SEED = 4L;

  @Test
  void a64BitColumnTakesExactlyItsRange() {
    ColumnType type = new ColumnType.Int64();
    assertThat(held(type, "9223372036854775807")).isEqualTo("9223372036854775807");
    assertThat(held(type, "-9223372036854775808")).isEqualTo("-9223372036854775808");
    assertThat(held(type, "9223372036854775808")).isNull();
    assertThat(held(type, "-9223372036854775809")).isNull();
    assertThat(held(type, "5.00")).isEqualTo("5");
    assertThat(held(type, "1E18")).isEqualTo("1000000000000000000");
    assertThat(held(type, "-0")).isEqualTo("0");
    assertThat(held(type, "1E-1")).isNull();
    assertThat(held(type, "9E125")).isNull();
  }

  @Test
  void aShortDecimalTakesExactlyItsRange() {
    ColumnType type = new ColumnType.Decimal(5, 2);
    assertThat(held(type, "999.99")).isEqualTo("99999");
    assertThat(held(type, "-999.99")).isEqualTo("-99999");
    assertThat(held(type, "1000")).isNull();
    assertThat(held(type, "0.001")).isNull();
    assertThat(held(type, "1E2")).isEqualTo("10000");
    assertThat(held(type, "1E3")).isNull();
    assertThat(held(type, "0.0000")).isEqualTo("0");
    assertThat(held(new ColumnType.Decimal(18, 18), "0")).isEqualTo("0");
    assertThat(held(new ColumnType.Decimal(18, 18), "1")).isNull();
    assertThat(held(new ColumnType.Decimal(18, 0), "999999999999999999"))
        .isEqualTo("999999999999999999");
  }

  @Test
  void aLongDecimalTakesExactlyItsRange() {
    ColumnType integer = new ColumnType.Decimal(38, 0);
    String nines = "9".repeat(38);
    assertThat(held(integer, nines)).isEqualTo(nines);
    assertThat(held(integer, "1E38")).isNull();
    assertThat(held(integer, "0.5")).isNull();
    ColumnType fraction = new ColumnType.Decimal(38, 18);
    assertThat(held(fraction, "0.000000000000000001")).isEqualTo("1E-18");
    assertThat(held(fraction, "0.0000000000000000001")).isNull();
    assertThat(held(fraction, "9".repeat(20))).isEqualTo("9".repeat(20) + "." + "0".repeat(18));
    assertThat(held(fraction, "1E20")).isNull();
  }

  @Test
  void aKeyThatItsColumnCannotHoldIsCanonicalInTheOverflow() {
    Rows rows = new Rows(TableShape.ofKey(Rows.key(AttributeType.N)));
    rows.add("{\"pk\":{\"N\":\"0.50\"}}");
    rows.add("{\"pk\":{\"N\":\"5E-1\"}}");
    assertThat(rows.overflow(0)).isEqualTo("{\"pk\":{\"N\":\"0.5\"}}").isEqualTo(rows.overflow(1));
    assertThat(rows.row(0)).isEmpty();
  }

  @Test
  void everyNumberIsExactlyInTheColumnOrExactlyInTheOverflow() {
    Random random = new Random(SEED);
    List<ColumnType.Decimal> types =
        List.of(
            new ColumnType.Decimal(38, 0),
            new ColumnType.Decimal(38, 10),
            new ColumnType.Decimal(38, 38),
            new ColumnType.Decimal(18, 6),
            new ColumnType.Decimal(3, 1));
    for (int round = 0; round < 20_000; round++) {
      ColumnType.Decimal type = types.get(round % types.size());
      BigDecimal value =
          new BigDecimal(random.nextLong() >> random.nextInt(64))
              .movePointLeft(random.nextInt(40) - 15);
      boolean fits =
          value.stripTrailingZeros().scale() <= type.scale()
              && value.abs().movePointRight(type.scale()).precision() <= type.precision()
              && value.abs().compareTo(BigDecimal.TEN.pow(type.precision() - type.scale())) < 0;
      String text = random.nextBoolean() ? value.toString() : value.toPlainString();
      Rows rows = new Rows(Map.of("a", type));
      rows.add("{\"pk\":{\"S\":\"k\"},\"a\":{\"N\":\"" + text + "\"}}");
      String as = "seed %d, round %d: %s in %s".formatted(SEED, round, text, type);
      assertThat(rows.row(0).containsKey("a")).as(as).isEqualTo(fits);
      BigDecimal kept = fits ? inColumn(rows, type) : inOverflow(rows);
      assertThat(kept).as(as).isEqualByComparingTo(value);
    }
  }

  private static BigDecimal inColumn(Rows rows, ColumnType.Decimal type) {
    BigDecimal stored = new BigDecimal(rows.row(0).getOrDefault("a", ""));
    return type.isShort() ? stored.movePointLeft(type.scale()) : stored;
  }

  private static BigDecimal inOverflow(Rows rows) {
    ItemCursor cursor = new ItemCursor();
    cursor.overMap(Item.of(rows.overflow(0)));
    assertThat(cursor.next()).isTrue();
    assertThat(cursor.name()).isEqualTo("a");
    assertThat(cursor.type()).isEqualTo(AttributeType.N);
    DynamoNumber number = new DynamoNumber();
    number.parse(cursor.bytes(), cursor.valueFrom(), cursor.valueTo());
    assertThat(cursor.next()).isFalse();
    return number.exact();
  }

  /** What the column holds of the number, null when it went into the overflow instead. */
  private static @Nullable String held(ColumnType type, String text) {
    Rows rows = new Rows(Map.of("a", type));
    rows.add("{\"pk\":{\"S\":\"k\"},\"a\":{\"N\":\"" + text + "\"}}");
    assertThat(rows.overflow(0).isEmpty()).as(text).isEqualTo(rows.row(0).containsKey("a"));
    return rows.row(0).get("a");
  }
}
