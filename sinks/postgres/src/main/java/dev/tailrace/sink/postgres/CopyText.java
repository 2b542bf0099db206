package dev.tailrace.sink.postgres;

import dev.tailrace.item.Utf8Buffer;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.ColumnVector;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Writes values in the text format of COPY: columns end with a tab, rows with a line feed. Used by
 * one thread.
 *
 * @see <a href="https://www.postgresql.org/docs/15/sql-copy.html">COPY, File Formats</a>
 */
final class CopyText {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private final Utf8Buffer out;
  private boolean inRow;
  private long lastMicros = Long.MIN_VALUE;
  private String lastTime = "";

  CopyText(Utf8Buffer out) {
    this.out = out;
  }

  void endRow() {
    out.put('\n');
    inRow = false;
  }

  private void separate() {
    if (inRow) {
      out.put('\t');
    }
    inRow = true;
  }

  void putNull() {
    separate();
    out.put('\\').put('N');
  }

  void put(boolean value) {
    separate();
    out.put(value ? 't' : 'f');
  }

  void put(long value) {
    separate();
    out.put(Long.toString(value));
  }

  void putMicros(long micros) {
    if (micros != lastMicros) {
      lastMicros = micros;
      lastTime = Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
    }
    separate();
    out.put(lastTime);
  }

  void put(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    putText(utf8, 0, utf8.length);
  }

  /** Text or JSON. */
  void putText(byte[] utf8, int from, int to) {
    separate();
    int copied = from;
    for (int i = from; i < to; i++) {
      char escape =
          switch (utf8[i]) {
            case '\\' -> '\\';
            case '\n' -> 'n';
            case '\r' -> 'r';
            case '\t' -> 't';
            default -> 0;
          };
      if (escape != 0) {
        out.put(utf8, copied, i).put('\\').put(escape);
        copied = i + 1;
      }
    }
    out.put(utf8, copied, to);
  }

  void putBytes(byte[] value) {
    separate();
    byte[] hex = new byte[2 * value.length];
    for (int i = 0; i < value.length; i++) {
      hex[2 * i] = HEX[(value[i] >> 4) & 15];
      hex[2 * i + 1] = HEX[value[i] & 15];
    }
    out.put('\\').put('\\').put('x').put(hex, 0, hex.length);
  }

  /** The value of a column at {@code row}, as its type wants it. */
  void put(ColumnType type, ColumnVector vector, int row) {
    if (vector.isAbsent(row)) {
      putNull();
      return;
    }
    switch (vector) {
      case ColumnVector.Longs longs -> put(type, longs.values()[row]);
      case ColumnVector.Decimals decimals -> {
        BigDecimal value = decimals.values()[row];
        separate();
        out.put(value == null ? "\\N" : value.toPlainString());
      }
      case ColumnVector.ByteArrays arrays -> {
        byte[] value = arrays.values()[row];
        if (value == null) {
          putNull();
        } else if (type instanceof ColumnType.Bytes) {
          putBytes(value);
        } else {
          putText(value, 0, value.length);
        }
      }
    }
  }

  private void put(ColumnType type, long value) {
    switch (type) {
      case ColumnType.Bool t -> put(value != 0);
      case ColumnType.Timestamp t -> putMicros(value);
      case ColumnType.Decimal decimal -> {
        separate();
        out.put(BigDecimal.valueOf(value, decimal.scale()).toPlainString());
      }
      case ColumnType.Int64 t -> put(value);
      case ColumnType.Float64 t -> {
        separate();
        out.put(Double.toString(Double.longBitsToDouble(value)));
      }
      case ColumnType.Text t -> throw new IllegalStateException("text is no number");
      case ColumnType.Json t -> throw new IllegalStateException("JSON is no number");
      case ColumnType.Bytes t -> throw new IllegalStateException("bytes are no number");
    }
  }
}
