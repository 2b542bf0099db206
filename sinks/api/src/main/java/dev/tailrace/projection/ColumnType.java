package dev.tailrace.projection;

import dev.tailrace.item.AttributeType;

/** The type of a column, in words that every warehouse has a type for. */
public sealed interface ColumnType {
  /** The texts that {@link #parse} takes, for messages. */
  String TEXTS =
      "text, bytes, boolean, bigint, decimal(p,s) with a precision p of 1 to 38 and a scale s of 0 to p, double, json, timestamp(epoch-s), timestamp(epoch-ms), timestamp(epoch-us) and timestamp(iso-8601)";

  /** Text in UTF-8; holds an S. */
  record Text() implements ColumnType {}

  /** Bytes; holds a B. */
  record Bytes() implements ColumnType {}

  /** A boolean; holds a BOOL. */
  record Bool() implements ColumnType {}

  /** A signed 64-bit integer; holds an N without a fraction that fits. */
  record Int64() implements ColumnType {}

  /**
   * An exact decimal; holds an N that fits without rounding.
   *
   * @param precision all digits, 1 to 38
   * @param scale the digits behind the point, 0 to the precision
   */
  record Decimal(int precision, int scale) implements ColumnType {
    /** Digits that a 64-bit integer holds. */
    public static final int SHORT_PRECISION = 18;

    /** Checks the ranges. */
    public Decimal {
      if (precision < 1 || precision > 38 || scale < 0 || scale > precision) {
        throw new IllegalArgumentException(
            "there is no decimal(%d,%d); the precision is 1 to 38, the scale 0 to the precision"
                .formatted(precision, scale));
      }
    }

    /** Whether a 64-bit integer holds the unscaled value. */
    public boolean isShort() {
      return precision <= SHORT_PRECISION;
    }
  }

  /** JSON text; holds an M, an L or a set as plain JSON. */
  record Json() implements ColumnType {}

  /**
   * An instant in microseconds since 1970 UTC.
   *
   * @param source what it is read from
   */
  record Timestamp(TimeSource source) implements ColumnType {
    /** Of metadata: read from no attribute. */
    public Timestamp() {
      this(TimeSource.METADATA);
    }
  }

  /** A 64-bit floating point number, which most N only come close to; only where asked for. */
  record Float64() implements ColumnType {}

  /** Whether a value of {@code type} belongs into a column of this type, size aside. */
  default boolean takes(AttributeType type) {
    return switch (this) {
      case Text() -> type == AttributeType.S;
      case Bytes() -> type == AttributeType.B;
      case Bool() -> type == AttributeType.BOOL;
      case Int64 i -> type == AttributeType.N;
      case Decimal d -> type == AttributeType.N;
      case Json() -> type.isNested();
      case Float64 f -> type == AttributeType.N;
      case Timestamp t -> t.source().takes(type);
    };
  }

  /** One text, which {@link #parse} reads; users write it, and catalogues store it. */
  default String toText() {
    return switch (this) {
      case Text() -> "text";
      case Bytes() -> "bytes";
      case Bool() -> "boolean";
      case Int64() -> "bigint";
      case Decimal d -> "decimal(%d,%d)".formatted(d.precision(), d.scale());
      case Json() -> "json";
      case Float64() -> "double";
      case Timestamp t -> "timestamp(%s)".formatted(t.source().text());
    };
  }

  /**
   * What {@link #toText} wrote.
   *
   * @throws IllegalArgumentException for any other text, with those that there are
   */
  static ColumnType parse(String text) {
    return ColumnTypes.parse(text);
  }
}
