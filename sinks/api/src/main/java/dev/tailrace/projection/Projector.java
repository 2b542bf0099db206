package dev.tailrace.projection;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.DynamoNumber;
import dev.tailrace.item.Item;
import dev.tailrace.item.ItemCursor;
import dev.tailrace.item.JsonString;
import dev.tailrace.item.MalformedItemException;
import dev.tailrace.item.PlainJson;
import dev.tailrace.item.Utf8Buffer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Walks an item once and writes a row of a batch of the same shape. An attribute that its column
 * can't hold exactly, or that has no column, goes with its type and all its digits into the row's
 * overflow document; a NULL is an absent value, as no attribute is.
 *
 * <p>Remembers the attributes that had no column, so that the caller can add columns. Not safe for
 * use by several threads.
 */
public final class Projector {
  private final TableShape shape;
  private final NameIndex names;
  private final ColumnType[] types;
  private final int keyColumns;
  private final boolean wholeDocument;
  private final ItemCursor cursor = new ItemCursor();
  private final DynamoNumber number = new DynamoNumber();
  private final PlainJson plainJson = new PlainJson();
  private final Utf8Buffer json = new Utf8Buffer(1024);
  private final Utf8Buffer overflow = new Utf8Buffer(256);
  private final ShapeSampler unknown = new ShapeSampler();
  private final Widening widening;
  private long overflowed;
  private long drifted;

  /** A projector into {@code shape}. */
  public Projector(TableShape shape) {
    this.shape = shape;
    this.names = new NameIndex(shape.columns());
    this.widening = new Widening(shape);
    this.types = shape.columns().stream().map(Column::type).toArray(ColumnType[]::new);
    this.keyColumns = shape.key().attributes().size();
    this.wholeDocument = shape.metadata().contains(MetaColumn.DOCUMENT);
  }

  /** The shape it writes. */
  public TableShape shape() {
    return shape;
  }

  /** As {@link #add(byte[], int, int, ColumnBatch)}. */
  public int add(Item item, ColumnBatch batch) {
    return add(item.bytes(), item.from(), item.to(), batch);
  }

  /**
   * Writes the item in the slice as the batch's next row and returns the row's number. The caller
   * sets the metadata columns but the overflow.
   *
   * @throws dev.tailrace.item.MalformedItemException when the slice is not DynamoDB JSON; the batch
   *     then holds half a row and must be cleared
   */
  public int add(byte[] bytes, int from, int to, ColumnBatch batch) {
    assert batch.shape().equals(shape) && !batch.isFull();
    int row = batch.rows();
    overflow.clear();
    names.startItem();
    cursor.overMap(bytes, from, to);
    while (cursor.next()) {
      int column = names.find(cursor);
      if (column == NameIndex.UNKNOWN) {
        if (!shape.options().hasAttributeColumns()) {
          continue;
        }
        unknown.addAttribute(cursor);
      }
      boolean held =
          cursor.type() == AttributeType.NULL
              || (column != NameIndex.UNKNOWN && write(types[column], batch.vector(column), row));
      if (!held) {
        if (column != NameIndex.UNKNOWN) {
          drifted++;
          widening.addAttribute(cursor);
        }
        overflow(column != NameIndex.UNKNOWN && column < keyColumns);
      }
    }
    if (cursor.end() != to) {
      throw new MalformedItemException(
          "the end behind the item's closing brace", bytes, cursor.end(), from, to);
    }
    if (overflow.length() > 0) {
      overflow.put('}');
      ((ColumnVector.ByteArrays) batch.vector(MetaColumn.OVERFLOW))
          .set(row, overflow.toByteArray());
    }
    if (wholeDocument) {
      json.clear();
      plainJson.appendItem(Item.slice(bytes, from, to), json);
      ((ColumnVector.ByteArrays) batch.vector(MetaColumn.DOCUMENT)).set(row, json.toByteArray());
    }
    return batch.endRow();
  }

  /** The attributes without a column seen so far, with the type of column that would suit each. */
  public Map<String, ColumnType> unknownAttributes() {
    return unknown.types();
  }

  /** The types with which columns would hold more of the numbers seen so far, by attribute. */
  public Map<String, ColumnType> widerTypes() {
    return widening.types();
  }

  /** How many values went into an overflow document so far. */
  public long overflowed() {
    return overflowed;
  }

  /**
   * How many values went there although their attribute has a column: of another type, or too large
   * for it. What had no column yet is not counted.
   */
  public long drifted() {
    return drifted;
  }

  private boolean write(ColumnType type, ColumnVector vector, int row) {
    if (!type.takes(cursor.type())) {
      return false;
    }
    return switch (vector) {
      case ColumnVector.Longs longs when type instanceof ColumnType.Timestamp time ->
          writeTime(time, longs, row);
      case ColumnVector.Longs longs -> writeLong(type, longs, row);
      case ColumnVector.Decimals decimals -> writeDecimal((ColumnType.Decimal) type, decimals, row);
      case ColumnVector.ByteArrays arrays -> {
        arrays.set(row, bytesOf(type));
        yield true;
      }
    };
  }

  private boolean writeLong(ColumnType type, ColumnVector.Longs longs, int row) {
    if (cursor.type() == AttributeType.BOOL) {
      longs.set(row, cursor.isTrue() ? 1 : 0);
      return true;
    }
    number.parse(cursor.bytes(), cursor.valueFrom(), cursor.valueTo());
    if (type instanceof ColumnType.Float64) {
      longs.set(row, Double.doubleToRawLongBits(number.exact().doubleValue()));
      return true;
    }
    if (type instanceof ColumnType.Decimal decimal) {
      return writeShortDecimal(decimal, longs, row);
    }
    if (number.isShort() && number.scale() == 0) {
      longs.set(row, number.unscaled());
      return true;
    }
    BigDecimal exact = number.exact();
    if (exact.scale() > 0 || exact.precision() - exact.scale() > 19) {
      return false;
    }
    try {
      longs.set(row, exact.longValueExact());
      return true;
    } catch (ArithmeticException tooLarge) {
      return false;
    }
  }

  private boolean writeTime(ColumnType.Timestamp type, ColumnVector.Longs longs, int row) {
    OptionalLong micros;
    if (cursor.type() == AttributeType.N) {
      number.parse(cursor.bytes(), cursor.valueFrom(), cursor.valueTo());
      micros = type.source().micros(number.exact());
    } else {
      micros = type.source().micros(new String(cursor.utf8(), StandardCharsets.UTF_8));
    }
    micros.ifPresent(m -> longs.set(row, m));
    return micros.isPresent();
  }

  private boolean writeShortDecimal(ColumnType.Decimal type, ColumnVector.Longs longs, int row) {
    if (number.isShort() && number.scale() <= type.scale()) {
      long scaled = number.unscaled();
      int missing = type.scale() - number.scale();
      long limit = POWERS_OF_TEN[type.precision() - missing];
      if (scaled >= limit || scaled <= -limit) {
        return false;
      }
      longs.set(row, scaled * POWERS_OF_TEN[missing]);
      return true;
    }
    BigDecimal exact = number.exact();
    if (!fits(exact, type)) {
      return false;
    }
    longs.set(row, exact.setScale(type.scale()).unscaledValue().longValueExact());
    return true;
  }

  private boolean writeDecimal(ColumnType.Decimal type, ColumnVector.Decimals decimals, int row) {
    number.parse(cursor.bytes(), cursor.valueFrom(), cursor.valueTo());
    BigDecimal exact = number.exact();
    if (!fits(exact, type)) {
      return false;
    }
    decimals.set(row, exact.setScale(type.scale()));
    return true;
  }

  private static boolean fits(BigDecimal exact, ColumnType.Decimal type) {
    return exact.signum() == 0
        || (exact.scale() <= type.scale()
            && exact.precision() - exact.scale() <= type.precision() - type.scale());
  }

  private byte[] bytesOf(ColumnType type) {
    if (type instanceof ColumnType.Json) {
      json.clear();
      plainJson.append(cursor, json);
      return json.toByteArray();
    }
    if (cursor.type() == AttributeType.B) {
      return JsonString.base64Decoded(cursor.bytes(), cursor.valueFrom(), cursor.valueTo());
    }
    return cursor.utf8();
  }

  /** A key is compared in the overflow too, so its number is written in the one canonical way. */
  private void overflow(boolean ofKey) {
    overflowed++;
    overflow.put(overflow.length() == 0 ? '{' : ',').put('"');
    overflow.put(cursor.bytes(), cursor.nameFrom(), cursor.nameTo()).put('"').put(':').put('{');
    overflow.put('"').put(cursor.type().name()).put('"').put(':');
    boolean quoted =
        cursor.type() == AttributeType.S
            || cursor.type() == AttributeType.N
            || cursor.type() == AttributeType.B;
    if (quoted) {
      overflow.put('"');
    }
    if (ofKey && cursor.type() == AttributeType.N) {
      number.parse(cursor.bytes(), cursor.valueFrom(), cursor.valueTo());
      overflow.put(number.canonical());
    } else {
      overflow.put(cursor.bytes(), cursor.valueFrom(), cursor.valueTo());
    }
    if (quoted) {
      overflow.put('"');
    }
    overflow.put('}');
  }

  private static final long[] POWERS_OF_TEN = powersOfTen();

  private static long[] powersOfTen() {
    long[] powers = new long[ColumnType.Decimal.SHORT_PRECISION + 1];
    Arrays.setAll(powers, i -> i == 0 ? 1 : 0);
    for (int i = 1; i < powers.length; i++) {
      powers[i] = powers[i - 1] * 10;
    }
    return powers;
  }
}
