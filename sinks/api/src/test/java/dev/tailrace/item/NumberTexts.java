package dev.tailrace.item;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Random;

/** Numbers that DynamoDB can hold, in the many ways of writing them. */
final class NumberTexts {
  private NumberTexts() {}

  /** Any number of up to 38 digits, in any notation. */
  static String any(Random random) {
    return written(value(random), random);
  }

  /** A number of up to 38 digits, small and round ones often. */
  static BigDecimal value(Random random) {
    int digits = 1 + random.nextInt(random.nextBoolean() ? 6 : 38);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < digits; i++) {
      text.append((char) ('0' + random.nextInt(random.nextInt(4) == 0 ? 1 : 10)));
    }
    BigInteger unscaled = new BigInteger(text.toString());
    int scale =
        switch (random.nextInt(4)) {
          case 0, 1 -> 0;
          case 2 -> random.nextInt(digits + 1);
          default -> random.nextInt(126 + 92 - 38) - (125 - 38);
        };
    return new BigDecimal(random.nextBoolean() ? unscaled : unscaled.negate(), scale);
  }

  /** One of the texts of {@code value}. */
  static String written(BigDecimal value, Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> value.toPlainString();
      case 1 -> value.stripTrailingZeros().toString();
      case 2 -> value.unscaledValue() + "e" + -value.scale();
      case 3 -> value.toPlainString() + (value.scale() > 0 ? "00" : ".0");
      case 4 -> (value.signum() < 0 ? "-00" : "00") + value.abs().toPlainString();
      default -> value.toEngineeringString();
    };
  }
}
