package dev.tailrace.backfill;

import com.amazon.ion.IonReader;
import com.amazon.ion.IonType;
import dev.tailrace.backfill.IonStructs.UnknownValueException;
import dev.tailrace.item.AttributeType;
import dev.tailrace.item.ItemWriter;
import java.math.BigDecimal;
import java.util.Map;

/**
 * Writes Ion values as the DynamoDB JSON that the same export would have had: N is a decimal or an
 * integer, B a blob, a set a list with an annotation, NULL a null.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html">which
 *     type is which in Ion</a>
 */
final class IonValues {
  private static final Map<String, AttributeType> SETS =
      Map.of(
          "$dynamodb_SS", AttributeType.SS,
          "$dynamodb_NS", AttributeType.NS,
          "$dynamodb_BS", AttributeType.BS);

  /** Digits up to which a number is written out, as DynamoDB does. */
  private static final int WRITTEN_OUT = 38;

  // DynamoDB's own bounds, 32 levels and exponents of -130 to 125, lie within these; they keep
  // damaged text from taking all memory or the whole stack.
  private static final int DEEPEST = 64;
  private static final int LARGEST_SCALE = 1000;
  private static final int MOST_BITS = 2048;

  private final ItemWriter out;

  IonValues(ItemWriter out) {
    this.out = out;
  }

  /** Writes the struct that {@code ion} stands on as an item. */
  void item(IonReader ion) {
    if (ion.isNullValue()) {
      throw new UnknownValueException("a null in an item's place");
    }
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
    if (ion.getDepth() > DEEPEST) {
      throw new UnknownValueException("more than %d levels of nesting".formatted(DEEPEST));
    }
    if (ion.getType() != IonType.LIST && ion.getTypeAnnotations().length > 0) {
      throw new UnknownValueException("an annotated %s".formatted(ion.getType()));
    }
    if (ion.isNullValue()) {
      out.nullValue();
      return;
    }
    switch (ion.getType()) {
      case STRING, SYMBOL -> out.string(ion.stringValue());
      case DECIMAL, INT -> out.number(number(ion));
      case BLOB -> out.binary(ion.newBytes());
      case BOOL -> out.bool(ion.booleanValue());
      case STRUCT -> {
        out.beginMap();
        members(ion);
        out.endMap();
      }
      case LIST -> list(ion);
      case NULL, FLOAT, TIMESTAMP, CLOB, SEXP, DATAGRAM ->
          throw new UnknownValueException("a value of Ion's type " + ion.getType());
    }
  }

  /** An annotation alone tells a set from a list, empty ones too. */
  private void list(IonReader ion) {
    String[] annotations = ion.getTypeAnnotations();
    if (annotations.length == 0) {
      out.beginList();
      ion.stepIn();
      while (ion.next() != null) {
        value(ion);
      }
      ion.stepOut();
      out.endList();
      return;
    }
    AttributeType set = SETS.get(annotations[0]);
    if (set == null || annotations.length > 1) {
      throw new UnknownValueException("a list with an annotation that is none of a set's");
    }
    out.beginSet(set);
    ion.stepIn();
    while (ion.next() != null) {
      element(set, ion);
    }
    ion.stepOut();
    out.endSet();
  }

  private void element(AttributeType set, IonReader ion) {
    IonType type = ion.getType();
    if (set == AttributeType.SS && (type == IonType.STRING || type == IonType.SYMBOL)) {
      out.element(text(ion));
    } else if (set == AttributeType.NS) {
      out.element(number(ion));
    } else if (set == AttributeType.BS && type == IonType.BLOB && !ion.isNullValue()) {
      out.element(ion.newBytes());
    } else {
      throw new UnknownValueException("a %s in a set of type %s".formatted(type, set));
    }
  }

  private static String text(IonReader ion) {
    if (ion.isNullValue()) {
      throw new UnknownValueException("a null in a set");
    }
    return ion.stringValue();
  }

  /** The number that {@code ion} stands on, every digit of it, written as DynamoDB writes it. */
  static String number(IonReader ion) {
    boolean isInt = ion.getType() == IonType.INT;
    if (ion.isNullValue() || !(isInt || ion.getType() == IonType.DECIMAL)) {
      throw new UnknownValueException("a %s in a number's place".formatted(ion.getType()));
    }
    if (isInt && ion.bigIntegerValue().bitLength() > MOST_BITS) {
      throw new UnknownValueException("a number with more digits than DynamoDB has");
    }
    BigDecimal exact = isInt ? new BigDecimal(ion.bigIntegerValue()) : ion.bigDecimalValue();
    if (exact.signum() == 0) {
      return "0";
    }
    if (exact.scale() > LARGEST_SCALE || exact.scale() < -LARGEST_SCALE) {
      throw new UnknownValueException("a number with an exponent that DynamoDB does not have");
    }
    if (exact.unscaledValue().bitLength() > MOST_BITS) {
      throw new UnknownValueException("a number with more digits than DynamoDB has");
    }
    BigDecimal stripped = exact.stripTrailingZeros();
    boolean plain =
        stripped.precision() - stripped.scale() <= WRITTEN_OUT && stripped.scale() <= WRITTEN_OUT;
    return plain ? stripped.toPlainString() : stripped.toString();
  }
}
