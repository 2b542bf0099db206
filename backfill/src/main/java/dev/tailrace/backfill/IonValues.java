package dev.tailrace.backfill;

import com.amazon.ion.IonReader;
import com.amazon.ion.IonType;
import dev.tailrace.item.AttributeType;
import dev.tailrace.item.ItemWriter;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;

/**
 * Writes Ion values as the DynamoDB JSON that the same export would have had: N is a decimal or an
 * integer, B a blob, a set a list with an annotation.
 */
final class IonValues {
  private static final Map<String, AttributeType> SETS =
      Map.of(
          "$dynamodb_SS", AttributeType.SS,
          "$dynamodb_NS", AttributeType.NS,
          "$dynamodb_BS", AttributeType.BS);

  /** Digits up to which a number is written out, as DynamoDB does. */
  private static final int WRITTEN_OUT = 38;

  private final ItemWriter out;

  IonValues(ItemWriter out) {
    this.out = out;
  }

  /** A value that no attribute has in Ion. */
  static final class UnknownValueException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnknownValueException(String message) {
      super(message);
    }
  }

  /** Writes the struct that {@code ion} stands on as an item. */
  void item(IonReader ion) {
    out.beginItem();
    members(ion);
    out.endItem();
  }

  private void members(IonReader ion) {
    ion.stepIn();
    while (ion.next() != null) {
      out.name(ion.getFieldName());
      value(ion);
    }
    ion.stepOut();
  }

  private void value(IonReader ion) {
    if (ion.isNullValue()) {
      out.nullValue();
      return;
    }
    switch (ion.getType()) {
      case STRING, SYMBOL -> out.string(ion.stringValue());
      case DECIMAL, INT -> out.number(number(ion));
      case BLOB, CLOB -> out.binary(ion.newBytes());
      case BOOL -> out.bool(ion.booleanValue());
      case STRUCT -> {
        out.beginMap();
        members(ion);
        out.endMap();
      }
      case LIST -> list(ion);
      case NULL, FLOAT, TIMESTAMP, SEXP, DATAGRAM ->
          throw new UnknownValueException("a value of Ion's type " + ion.getType());
    }
  }

  private void list(IonReader ion) {
    Optional<AttributeType> set = Optional.empty();
    for (String annotation : ion.getTypeAnnotations()) {
      set = Optional.ofNullable(SETS.get(annotation));
    }
    if (set.isPresent()) {
      out.beginSet(set.get());
    } else {
      out.beginList();
    }
    ion.stepIn();
    while (ion.next() != null) {
      if (set.isEmpty()) {
        value(ion);
      } else {
        element(set.get(), ion);
      }
    }
    ion.stepOut();
    if (set.isPresent()) {
      out.endSet();
    } else {
      out.endList();
    }
  }

  private void element(AttributeType set, IonReader ion) {
    switch (set) {
      case SS -> out.element(ion.stringValue());
      case NS -> out.element(number(ion));
      case BS -> out.element(ion.newBytes());
      case S, N, B, BOOL, NULL, M, L -> throw new IllegalArgumentException("not a set: " + set);
    }
  }

  private static String number(IonReader ion) {
    BigDecimal exact =
        ion.getType() == IonType.INT
            ? new BigDecimal(ion.bigIntegerValue())
            : ion.bigDecimalValue();
    if (exact.signum() == 0) {
      return "0";
    }
    BigDecimal stripped = exact.stripTrailingZeros();
    boolean plain =
        stripped.precision() - stripped.scale() <= WRITTEN_OUT && stripped.scale() <= WRITTEN_OUT;
    return plain ? stripped.toPlainString() : stripped.toString();
  }
}
