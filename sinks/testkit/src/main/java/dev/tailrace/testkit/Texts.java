package dev.tailrace.testkit;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;

/** The one text of a value that tests compare, whatever warehouse it comes from. */
public final class Texts {
  private Texts() {}

  /** Text and JSON as they are. */
  public static String of(String text) {
    return text;
  }

  /** Bytes in base64. */
  public static String of(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** A number without trailing zeros and without an exponent. */
  public static String of(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }

  /** A floating point number, as Java writes it. */
  public static String of(double number) {
    return Double.toString(number);
  }

  /** An instant in UTC. */
  public static String of(Instant instant) {
    return instant.toString();
  }

  /**
   * The text of what a JDBC driver hands out.
   *
   * @throws IllegalArgumentException when it is of a class that no column should have
   */
  public static String ofObject(Object value) {
    return switch (value) {
      case String text -> of(text);
      case Boolean flag -> flag.toString();
      case Long number -> number.toString();
      case Integer number -> number.toString();
      case Double number -> of(number.doubleValue());
      case BigDecimal number -> of(number);
      case byte[] bytes -> of(bytes);
      case OffsetDateTime time -> of(time.toInstant());
      default ->
          throw new IllegalArgumentException("no column holds a " + value.getClass().getName());
    };
  }
}
