package dev.tailrace.projection;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.DynamoNumber;
import dev.tailrace.item.Item;
import dev.tailrace.item.ItemCursor;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Looks at what went to overflow documents, and tells which columns of exact numbers would hold
 * more of it if they were wider. A column that holds all it did before, and the value, in 38 digits
 * becomes so wide; a value that asks for more stays where it is. Keys and columns whose type was
 * set by hand stay as they are. Not safe for use by several threads.
 */
public final class Widening {
  /** Digits before the point that a 64-bit integer has. */
  private static final int INT64_DIGITS = 19;

  private static final int MAX_PRECISION = 38;

  private static final class Digits {
    private int integer;
    private int scale;
    private boolean grown;

    Digits(int integer, int scale) {
      this.integer = integer;
      this.scale = scale;
    }

    void add(BigDecimal value) {
      int before = Math.max(integer, value.precision() - value.scale());
      int behind = Math.max(scale, value.scale());
      if (before + behind <= MAX_PRECISION && (before > integer || behind > scale)) {
        integer = before;
        scale = behind;
        grown = true;
      }
    }
  }

  private final Map<String, Digits> digits = new HashMap<>();
  private final ItemCursor cursor = new ItemCursor();
  private final DynamoNumber number = new DynamoNumber();

  /** For a table of {@code shape}. */
  public Widening(TableShape shape) {
    for (Column column :
        shape.columns().subList(shape.keyColumns().size(), shape.columns().size())) {
      if (!column.byHand()) {
        digitsOf(column.type()).ifPresent(d -> digits.put(column.attribute(), d));
      }
    }
  }

  private static Optional<Digits> digitsOf(ColumnType type) {
    return switch (type) {
      case ColumnType.Int64 i -> Optional.of(new Digits(INT64_DIGITS, 0));
      case ColumnType.Decimal d -> Optional.of(new Digits(d.precision() - d.scale(), d.scale()));
      default -> Optional.empty();
    };
  }

  /** Looks at one overflow document. */
  public void add(Item overflow) {
    cursor.overMap(overflow);
    while (cursor.next()) {
      addAttribute(cursor);
    }
  }

  /** Looks at the one attribute that {@code attribute} stands on. */
  void addAttribute(ItemCursor attribute) {
    if (attribute.type() != AttributeType.N) {
      return;
    }
    Digits known = digits.get(attribute.name());
    if (known != null) {
      number.parse(attribute.bytes(), attribute.valueFrom(), attribute.valueTo());
      known.add(number.exact().stripTrailingZeros());
    }
  }

  /** The wider types, by attribute, for the columns that gain by it. */
  public Map<String, ColumnType> types() {
    Map<String, ColumnType> types = new LinkedHashMap<>();
    digits.forEach(
        (attribute, d) -> {
          if (d.grown) {
            types.put(attribute, new ColumnType.Decimal(MAX_PRECISION, d.scale));
          }
        });
    return types;
  }
}
