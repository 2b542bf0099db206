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
  private static final int JSON_EXACT_DIGITS = 15;
  private static final int JSON_EXACT_EXPONENT = 300;

  private byte[] bytes = {};
  private int from;
  private int to;
  private boolean isShort;
  private long unscaled;
  private int scale;

  /**
   * Takes the number in the slice.
   *
   * @throws MalformedItemException when it is not a decimal number
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
    try {
      return new BigDecimal(text()).stripTrailingZeros();
    } catch (NumberFormatException e) {
      MalformedItemException malformed =
          new MalformedItemException("a decimal number", bytes, from, from, to);
      malformed.initCause(e);
      throw malformed;
    }
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
    if (isShort && isWrittenAsJson() && (scale == 0 || significantDigits() <= JSON_EXACT_DIGITS)) {
      out.put(bytes, from, to);
      return;
    }
    BigDecimal exact = exact();
    boolean survives =
        exact.precision() <= JSON_EXACT_DIGITS && Math.abs(exact.scale()) <= JSON_EXACT_EXPONENT;
    if (survives) {
      out.put(canonical());
    } else {
      out.put('"').put(canonical()).put('"');
    }
  }

  private int significantDigits() {
    int digits = 0;
    for (long rest = unscaled; rest != 0; rest /= 10) {
      digits++;
    }
    return digits;
  }

  /** JSON allows no leading zeros, no bare point, no plus sign; a short number has no exponent. */
  private boolean isWrittenAsJson() {
    int i = bytes[from] == '-' ? from + 1 : from;
    boolean leadingZero = bytes[i] == '0' && i + 1 < to && bytes[i + 1] != '.';
    return !leadingZero && bytes[i] != '.' && bytes[to - 1] != '.';
  }
}
