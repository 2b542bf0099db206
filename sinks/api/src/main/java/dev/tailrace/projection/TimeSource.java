package dev.tailrace.projection;

import dev.tailrace.item.AttributeType;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.OptionalLong;

/** What the instants of a column are read from. */
public enum TimeSource {
  /** No attribute: Tailrace's own. */
  METADATA(AttributeType.NULL, 0),
  /** A number of seconds since 1970 UTC; down to microseconds as a fraction. */
  EPOCH_S(AttributeType.N, 6),
  /** A number of milliseconds since 1970 UTC. */
  EPOCH_MS(AttributeType.N, 3),
  /** A number of microseconds since 1970 UTC. */
  EPOCH_US(AttributeType.N, 0),
  /** A text in ISO 8601 with an offset: {@code 2026-01-02T03:04:05.678Z}. */
  ISO_8601(AttributeType.S, 0);

  // The years 1 to 9999: what every warehouse has a timestamp for.
  private static final long FIRST_MICROS = micros(Instant.parse("0001-01-01T00:00:00Z"));
  private static final long LAST_MICROS = micros(Instant.parse("9999-12-31T23:59:59.999999Z"));

  private final AttributeType takes;
  private final int shift;

  TimeSource(AttributeType takes, int shift) {
    this.takes = takes;
    this.shift = shift;
  }

  boolean takes(AttributeType type) {
    return this != METADATA && type == takes;
  }

  /** As users write it. */
  String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Microseconds since 1970; empty where they would not be exact or no timestamp holds them. */
  OptionalLong micros(BigDecimal value) {
    if (value.scale() > shift || value.precision() - value.scale() > 18) {
      return OptionalLong.empty();
    }
    return inRange(value.movePointRight(shift).longValueExact());
  }

  /** As the other. */
  OptionalLong micros(String value) {
    try {
      Instant instant = DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(value, Instant::from);
      boolean exact = instant.truncatedTo(ChronoUnit.MICROS).equals(instant);
      return exact ? inRange(micros(instant)) : OptionalLong.empty();
    } catch (DateTimeException | ArithmeticException notATime) {
      return OptionalLong.empty();
    }
  }

  private static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  private static OptionalLong inRange(long micros) {
    return micros >= FIRST_MICROS && micros <= LAST_MICROS
        ? OptionalLong.of(micros)
        : OptionalLong.empty();
  }
}
