package dev.tailrace.projection;

import java.math.BigDecimal;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The values of one column of a {@link ColumnBatch}, by row. Arrays are the batch's own and have
 * its capacity; rows not written since the last clear are absent.
 */
public sealed interface ColumnVector {
  /** Makes every row absent. */
  void clear();

  /** Whether the row has no value. */
  boolean isAbsent(int row);

  /**
   * For integers, short decimals (unscaled), timestamps (microseconds), booleans (0 or 1) and
   * floating point numbers ({@link Double#doubleToRawLongBits}).
   */
  final class Longs implements ColumnVector {
    private final long[] values;
    private final boolean[] present;

    Longs(int capacity) {
      values = new long[capacity];
      present = new boolean[capacity];
    }

    /** Sets a row. */
    public void set(int row, long value) {
      values[row] = value;
      present[row] = true;
    }

    /** The values; what stands at an absent row means nothing. */
    public long[] values() {
      return values;
    }

    @Override
    public boolean isAbsent(int row) {
      return !present[row];
    }

    @Override
    public void clear() {
      Arrays.fill(present, false);
    }
  }

  /** For decimals of more digits than a 64-bit integer holds. */
  final class Decimals implements ColumnVector {
    private final @Nullable BigDecimal[] values;

    Decimals(int capacity) {
      values = new @Nullable BigDecimal[capacity];
    }

    /** Sets a row; the value has the column's scale. */
    public void set(int row, BigDecimal value) {
      values[row] = value;
    }

    /** The values, null where absent. */
    public @Nullable BigDecimal[] values() {
      return values;
    }

    @Override
    public boolean isAbsent(int row) {
      return values[row] == null;
    }

    @Override
    public void clear() {
      Arrays.fill(values, null);
    }
  }

  /** For text, JSON (both UTF-8) and bytes. */
  final class ByteArrays implements ColumnVector {
    private final byte[] @Nullable [] values;

    ByteArrays(int capacity) {
      values = new byte[capacity] @Nullable [];
    }

    /** Sets a row. */
    public void set(int row, byte[] value) {
      values[row] = value;
    }

    /** The values, null where absent. */
    public byte[] @Nullable [] values() {
      return values;
    }

    @Override
    public boolean isAbsent(int row) {
      return values[row] == null;
    }

    @Override
    public void clear() {
      Arrays.fill(values, null);
    }
  }

  /** An empty vector of the kind that holds {@code type}. */
  static ColumnVector of(ColumnType type, int capacity) {
    return switch (type) {
      case ColumnType.Int64 t -> new Longs(capacity);
      case ColumnType.Timestamp t -> new Longs(capacity);
      case ColumnType.Bool t -> new Longs(capacity);
      case ColumnType.Float64 t -> new Longs(capacity);
      case ColumnType.Decimal decimal ->
          decimal.isShort() ? new Longs(capacity) : new Decimals(capacity);
      case ColumnType.Text t -> new ByteArrays(capacity);
      case ColumnType.Json t -> new ByteArrays(capacity);
      case ColumnType.Bytes t -> new ByteArrays(capacity);
    };
  }
}
