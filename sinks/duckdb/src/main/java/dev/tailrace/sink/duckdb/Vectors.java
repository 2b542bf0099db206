package dev.tailrace.sink.duckdb;

import dev.tailrace.item.MalformedItemException;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.ColumnVector;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.duckdb.DuckDBWritableVector;
import org.jspecify.annotations.Nullable;

/** Copies a column of a run into one of DuckDB's vectors. */
final class Vectors {
  private Vectors() {}

  static void write(ColumnVector from, ColumnType type, int rows, DuckDBWritableVector to) {
    switch (from) {
      case ColumnVector.Longs longs -> writeLongs(longs, type, rows, to);
      case ColumnVector.Decimals decimals -> {
        @Nullable BigDecimal[] values = decimals.values();
        for (int row = 0; row < rows; row++) {
          BigDecimal value = values[row];
          if (value == null) {
            to.setNull(row);
          } else {
            to.setBigDecimal(row, value);
          }
        }
      }
      case ColumnVector.ByteArrays arrays -> writeArrays(arrays, type, rows, to);
    }
  }

  private static void writeLongs(
      ColumnVector.Longs longs, ColumnType type, int rows, DuckDBWritableVector to) {
    long[] values = longs.values();
    for (int row = 0; row < rows; row++) {
      if (longs.isAbsent(row)) {
        to.setNull(row);
      } else if (type instanceof ColumnType.Bool) {
        to.setBoolean(row, values[row] != 0);
      } else if (type instanceof ColumnType.Float64) {
        to.setDouble(row, Double.longBitsToDouble(values[row]));
      } else if (type instanceof ColumnType.Decimal decimal) {
        to.setBigDecimal(row, BigDecimal.valueOf(values[row], decimal.scale()));
      } else {
        to.setLong(row, values[row]);
      }
    }
  }

  private static void writeArrays(
      ColumnVector.ByteArrays arrays, ColumnType type, int rows, DuckDBWritableVector to) {
    byte[] @Nullable [] values = arrays.values();
    if (type instanceof ColumnType.Bytes) {
      values = inBase64(values, rows);
    } else if (values.length != rows) {
      values = Arrays.copyOf(values, rows);
    }
    try {
      setTexts(values, to);
    } catch (RuntimeException e) {
      findMalformed(values, e);
      throw e;
    }
  }

  /** The driver's array has no annotations, but null elements are its way to say NULL. */
  @SuppressWarnings("NullAway")
  private static void setTexts(byte[] @Nullable [] values, DuckDBWritableVector to) {
    to.setStringUtf8Batch(0, values);
  }

  private static byte[] @Nullable [] inBase64(byte[] @Nullable [] values, int rows) {
    byte[] @Nullable [] encoded = new byte[rows] @Nullable [];
    for (int row = 0; row < rows; row++) {
      byte[] value = values[row];
      if (value != null) {
        encoded[row] = Base64.getEncoder().encode(value);
      }
    }
    return encoded;
  }

  /** DuckDB refuses a whole run when one text is not UTF-8, and does not say which. */
  private static void findMalformed(byte[] @Nullable [] values, RuntimeException refusal) {
    for (byte[] value : values) {
      if (value != null) {
        try {
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value));
        } catch (CharacterCodingException e) {
          MalformedItemException malformed =
              new MalformedItemException("text in UTF-8", value, 0, 0, value.length);
          malformed.initCause(refusal);
          throw malformed;
        }
      }
    }
  }
}
