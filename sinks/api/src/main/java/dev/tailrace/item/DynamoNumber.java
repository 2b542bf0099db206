package dev.tailrace.item;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/**
 * Reads the text of an N without ever passing through a double.
 *
 * <p>{@link #parse} handles the common short numbers without allocating and leaves the rest to
 * {@link #exact()}. Not safe for use by several threads; one instance is meant to be used again.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html">up
 *     to 38 digits, 1E-130 to 9.99…E+125</a>
 */
public final class DynamoNumber {
  private static final int SHORT_DIGITS = 18;
  private static final int LONG_DIGITS = 19;
  // DynamoDB's own bounds lie far within these two; they keep damaged text from taking for ever.
  private static final int MAX_LENGTH = 512;
  private static final int MAX_SCALE = 1000;
  private static final int JSON_EXACT_DIGITS = 15;
  private static final int JSON_EXACT_EXPONENT = 300;

  private byte[] bytes = {};
  private int from;
  private int to;
  private boolean isShort;
  private boolean pointed;
  private long unscaled;
  private int scale;

  /**
   * Takes the number in the slice.
   *
   * @throws MalformedItemException when it is not a decimal number, or one far longer, larger or
   *     smaller than DynamoDB has any
   */
  public void parse(byte[] slice, int sliceFrom, int sliceTo) {
    bytes = slice;
    from = sliceFrom;
    to = sliceTo;
    isShort = parseShort();
    if (!isShort) {
      exact();
    }
  }

  private boolean parseShort() {
    int i = from;
    boolean negative = i < to && bytes[i] == '-';
    if (negative) {
      i++;
    }
    long value = 0;
    int digits = 0;
    int point = -1;
    for (; i < to; i++) {
      int digit = bytes[i] - '0';
      if (digit >= 0 && digit <= 9) {
        value = value * 10 + digit;
        if (++digits > SHORT_DIGITS) {
          return false;
        }
      } else if (bytes[i] == '.' && point < 0) {
        point = digits;
      } else {
        return false;
      }
    }
    if (digits == 0) {
      return false;
    }
    pointed = point >= 0;
    unscaled = negative ? -value : value;
    scale = point < 0 ? 0 : digits - point;
    while (scale > 0 && unscaled % 10 == 0) {
      unscaled /= 10;
      scale--;
    }
    return true;
  }

  /**
   * Whether the number has so few digits that {@link #unscaled()} and {@link #scale()} hold it.
   * When not, {@link #exact()} does.
   */
  public boolean isShort() {
    return isShort;
  }

  /** The digits of a short number as an integer: its value times ten to the {@link #scale()}. */
  public long unscaled() {
    assert isShort;
    return unscaled;
  }

  /** The number of decimal places of a short number, zero or more, without trailing zeros. */
  public int scale() {
    assert isShort;
    return scale;
  }

  /** The number, exactly, without trailing zeros. Allocates. */
  public BigDecimal exact() {
    if (isShort) {
      return BigDecimal.valueOf(unscaled, scale).stripTrailingZeros();
    }
    if (to - from > MAX_LENGTH) {
      throw malformed("a number of at most " + MAX_LENGTH + " characters");
    }
    BigDecimal exact;
    try {
      exact = new BigDecimal(text());
    } catch (NumberFormatException e) {
      // Its message quotes the text.
      throw malformed("a decimal number");
    }
    if (exact.scale() > MAX_SCALE || exact.scale() < -MAX_SCALE) {
      throw malformed("an exponent in DynamoDB's range");
    }
    return exact.stripTrailingZeros();
  }

  private MalformedItemException malformed(String expected) {
    return new MalformedItemException(expected, bytes, from, from, to);
  }

  /** The number as it is written. Allocates. */
  public String text() {
    return new String(bytes, from, to - from, StandardCharsets.US_ASCII);
  }

  /**
   * The one text of this value: equal numbers, however they are written, have equal canonical
   * texts, and different numbers different ones. Integers of up to 38 digits are written out.
   */
  public String canonical() {
    BigDecimal exact = exact();
    if (exact.signum() == 0) {
      return "0";
    }
    int integerDigits = exact.precision() - exact.scale();
    boolean plain = integerDigits <= 38 && exact.scale() <= 38;
    return plain ? exact.toPlainString() : exact.toString();
  }

  /**
   * Appends the number as JSON: as a JSON number when readers that use 64-bit integers and doubles
   * get every digit back, else as a JSON string.
   */
  void appendJson(Utf8Buffer out) {
    // A reader takes whatever has a point for a double, even 12345678901234567.0.
    if (isShort && isWrittenAsJson() && (!pointed || significantDigits() <= JSON_EXACT_DIGITS)) {
      out.put(bytes, from, to);
      return;
    }
    BigDecimal exact = exact();
    boolean survivesDouble =
        exact.precision() <= JSON_EXACT_DIGITS && Math.abs(exact.scale()) <= JSON_EXACT_EXPONENT;
    if (survivesDouble || isLong(exact)) {
      out.put(canonical());
    } else {
      out.put('"').put(canonical()).put('"');
    }
  }

  private static boolean isLong(BigDecimal exact) {
    return exact.scale() <= 0
        && exact.precision() - exact.scale() <= LONG_DIGITS
        && exact.toBigInteger().bitLength() < Long.SIZE;
  }

  private int significantDigits() {
    int digits = 0;
    for (long rest = unscaled; rest != 0; rest /= 10) {
      digits++;
    }
    return digits;
  }

  /**
   * JSON allows no leading zeros, no bare point, no plus sign; a short number has no exponent. It
   * does allow a negative zero, which DynamoDB does not have.
   */
  private boolean isWrittenAsJson() {
    int i = bytes[from] == '-' ? from + 1 : from;
    if (unscaled == 0 && i > from) {
      return false;
    }
    boolean leadingZero = bytes[i] == '0' && i + 1 < to && bytes[i + 1] != '.';
    return !leadingZero && bytes[i] != '.' && bytes[to - 1] != '.';
  }
}
