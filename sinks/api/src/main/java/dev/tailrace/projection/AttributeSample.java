package dev.tailrace.projection;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.DynamoNumber;
import dev.tailrace.item.ItemCursor;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.Map;

/** What has been seen of one attribute. */
final class AttributeSample {
  private static final int MAX_PRECISION = 38;
  private static final int ROOMY_SCALE = 18;

  private final Map<AttributeType, Long> seen = new EnumMap<>(AttributeType.class);
  private int integerDigits;
  private int scale;

  void add(ItemCursor attribute, DynamoNumber number) {
    seen.merge(attribute.type(), 1L, Long::sum);
    if (attribute.type() == AttributeType.N) {
      number.parse(attribute.bytes(), attribute.valueFrom(), attribute.valueTo());
      BigDecimal exact = number.exact();
      scale = Math.max(scale, Math.max(0, exact.scale()));
      integerDigits = Math.max(integerDigits, Math.max(1, exact.precision() - exact.scale()));
    }
  }

  ColumnType type() {
    long nested = 0;
    AttributeType commonest = AttributeType.S;
    for (AttributeType type : AttributeType.values()) {
      if (type.isNested()) {
        nested += count(type);
      } else if (count(type) > count(commonest)) {
        commonest = type;
      }
    }
    if (nested > count(commonest)) {
      return new ColumnType.Json();
    }
    return switch (commonest) {
      case N -> numberType();
      case B -> new ColumnType.Bytes();
      case BOOL -> new ColumnType.Bool();
      case S, NULL, M, L, SS, NS, BS -> new ColumnType.Text();
    };
  }

  private long count(AttributeType type) {
    return seen.getOrDefault(type, 0L);
  }

  /**
   * Integers that leave a digit of room are 64-bit; other numbers get a decimal with some digits
   * more in front than were seen. What comes later and does not fit is kept in the overflow.
   */
  private ColumnType numberType() {
    if (scale == 0) {
      return integerDigits <= ColumnType.Decimal.SHORT_PRECISION
          ? new ColumnType.Int64()
          : new ColumnType.Decimal(MAX_PRECISION, 0);
    }
    if (integerDigits + scale <= ColumnType.Decimal.SHORT_PRECISION - 4) {
      return new ColumnType.Decimal(ColumnType.Decimal.SHORT_PRECISION, scale);
    }
    int roomy = Math.min(scale, ROOMY_SCALE);
    int left = MAX_PRECISION - Math.min(integerDigits, MAX_PRECISION);
    return new ColumnType.Decimal(MAX_PRECISION, Math.min(roomy, left));
  }
}
