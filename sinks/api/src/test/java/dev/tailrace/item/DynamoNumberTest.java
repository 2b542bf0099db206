package dev.tailrace.item;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class DynamoNumberTest {
  private static final long SEED = 38L;
  private static final String DIGITS_38 = "12345678901234567890123456789012345678";

  @Test
  void holdsAShortNumberInALongWithoutTrailingZeros() {
    DynamoNumber number = parsed("-12.500");
    assertThat(number.isShort()).isTrue();
    assertThat(number.unscaled()).isEqualTo(-125);
    assertThat(number.scale()).isEqualTo(1);
    assertThat(number.text()).isEqualTo("-12.500");
    assertThat(parsed("100").unscaled()).isEqualTo(100);
    assertThat(parsed("999999999999999999").isShort()).isTrue();
    assertThat(parsed("1000000000000000000").isShort()).isFalse();
    assertThat(parsed("1e2").isShort()).isFalse();
  }

  @Test
  void isUsedAgainWithoutLeftOvers() {
    DynamoNumber number = new DynamoNumber();
    parse(number, "1.25");
    parse(number, DIGITS_38);
    assertThat(number.isShort()).isFalse();
    assertThat(number.canonical()).isEqualTo(DIGITS_38);
    parse(number, "7");
    assertThat(number.unscaled()).isEqualTo(7);
    assertThat(number.scale()).isZero();
  }

  @Test
  void keepsAllThirtyEightDigits() {
    assertThat(parsed(DIGITS_38).canonical()).isEqualTo(DIGITS_38);
    assertThat(parsed("-0." + DIGITS_38).exact())
        .isEqualByComparingTo(new BigDecimal("-0." + DIGITS_38));
    assertThat(parsed("9.9999999999999999999999999999999999999E+125").exact())
        .isEqualByComparingTo(new BigDecimal("9.9999999999999999999999999999999999999E+125"));
  }

  @Test
  void knowsTheEndsOfTheRange() {
    assertThat(parsed("1E-130").canonical()).isEqualTo("1E-130");
    assertThat(parsed("9.99E+125").canonical()).isEqualTo("9.99E+125");
    assertThat(parsed("0." + "0".repeat(129) + "1").canonical()).isEqualTo("1E-130");
    assertThat(parsed("-999" + "0".repeat(123)).canonical()).isEqualTo("-9.99E+125");
  }

  @Test
  void oddWaysOfWritingHaveTheOneCanonicalText() {
    assertThat(parsed(".5").canonical()).isEqualTo("0.5");
    assertThat(parsed("5.").canonical()).isEqualTo("5");
    assertThat(parsed("-0").canonical()).isEqualTo("0");
    assertThat(parsed("-0.00").canonical()).isEqualTo("0");
    assertThat(parsed("0E-90").canonical()).isEqualTo("0");
    assertThat(parsed("007").canonical()).isEqualTo("7");
    assertThat(parsed("1E2").canonical()).isEqualTo("100");
    assertThat(parsed("100").canonical()).isEqualTo("100");
    assertThat(parsed("1.0E38").canonical()).isEqualTo(parsed("1" + "0".repeat(38)).canonical());
  }

  @Test
  void equalNumbersHaveEqualTextsAndOthersHaveNot() {
    Random random = new Random(SEED);
    for (int round = 0; round < 20_000; round++) {
      BigDecimal value = NumberTexts.value(random);
      String one = NumberTexts.written(value, random);
      String other = NumberTexts.written(value, random);
      String canonical = parsed(one).canonical();
      assertThat(parsed(other).canonical())
          .as("seed %d, round %d: %s and %s", SEED, round, one, other)
          .isEqualTo(canonical);
      assertThat(new BigDecimal(canonical)).as(one).isEqualByComparingTo(value);
      assertThat(parsed(one).exact()).as(one).isEqualByComparingTo(value);
      BigDecimal next = value.add(BigDecimal.ONE.movePointLeft(value.scale()));
      assertThat(parsed(next.toString()).canonical()).as("%s + 1", one).isNotEqualTo(canonical);
      shortFormAgrees(one, value);
    }
  }

  private static void shortFormAgrees(String text, BigDecimal value) {
    DynamoNumber number = parsed(text);
    if (number.isShort()) {
      assertThat(number.scale()).as(text).isNotNegative();
      assertThat(BigDecimal.valueOf(number.unscaled(), number.scale()))
          .as(text)
          .isEqualByComparingTo(value);
    }
  }

  @Test
  void refusesWhatIsNoDecimalNumber() {
    for (String bad :
        List.of("", "-", ".", "-.", "x", "1 ", "1.2.3", "--1", "1e", "NaN", "0x1", "1e5.5", "٣")) {
      assertThatThrownBy(() -> parsed(bad)).as(bad).isInstanceOf(MalformedItemException.class);
    }
  }

  @Test
  void refusesExponentsAndLengthsThatWouldTakeForEver() {
    for (String bad :
        List.of(
            "1E2147483647",
            "10E2147483647",
            "1E-2147483647",
            "1E999999999999",
            "1E1000000",
            "1" + "0".repeat(400_000))) {
      assertThatThrownBy(() -> parsed(bad).canonical())
          .as(bad.substring(0, Math.min(20, bad.length())))
          .isInstanceOf(MalformedItemException.class);
    }
  }

  private static DynamoNumber parsed(String text) {
    DynamoNumber number = new DynamoNumber();
    parse(number, text);
    return number;
  }

  private static void parse(DynamoNumber number, String text) {
    byte[] bytes = ("«" + text + "»").getBytes(StandardCharsets.UTF_8);
    number.parse(bytes, 2, bytes.length - 2);
  }
}
