package dev.tailrace.sink.snowflake;

import dev.tailrace.item.JsonString;
import dev.tailrace.item.Utf8Buffer;
import dev.tailrace.projection.ColumnBatch;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.ColumnVector;
import dev.tailrace.projection.MetaColumn;
import dev.tailrace.projection.TableShape;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

/**
 * A temporary file of rows as gzipped JSON lines, to be copied into a {@link StagingTable}. A row
 * is an object of the values that are there: texts, times and numbers as strings, bytes in base64,
 * JSON as it is. Used by one thread; deleted when it is closed.
 */
final class RowFile implements AutoCloseable {
  static final String OP = "o";
  static final String FIRST = "f";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSxxx", Locale.ROOT);

  private static final int BUFFER_BYTES = 1 << 16;

  private final Path path;
  private final OutputStream out;
  private final Utf8Buffer row = new Utf8Buffer(4096);
  private long rows;
  private long bytes;

  RowFile() {
    try {
      path = Files.createTempFile("tailrace-rows", ".json.gz");
      out = new GZIPOutputStream(Files.newOutputStream(path), BUFFER_BYTES);
    } catch (IOException e) {
      throw new UncheckedIOException("no temporary file can be made: " + e.getMessage(), e);
    }
  }

  static String column(int index) {
    return "c" + index;
  }

  static String column(MetaColumn column) {
    return "m_" + column.name();
  }

  Path path() {
    return path;
  }

  long rows() {
    return rows;
  }

  /** Of the rows, before compression. */
  long bytes() {
    return bytes;
  }

  /** Begins a row with the texts of some fields. */
  RowFile begin() {
    row.clear();
    row.put('{');
    return this;
  }

  /** Adds a text. */
  RowFile text(String field, String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    return text(field, utf8, 0, utf8.length);
  }

  /** Adds a text. */
  RowFile text(String field, byte[] utf8, int from, int to) {
    name(field);
    row.put('"');
    JsonString.escape(utf8, from, to, row);
    row.put('"');
    return this;
  }

  /** Adds what is JSON already. */
  RowFile json(String field, byte[] json) {
    name(field);
    row.put(json, 0, json.length);
    return this;
  }

  private void name(String field) {
    if (row.length() > 1) {
      row.put(',');
    }
    row.put('"').put(field).put("\":");
  }

  /** Adds the values of a batch's row but {@code without}. */
  RowFile values(ColumnBatch batch, int index, Set<MetaColumn> without) {
    TableShape shape = batch.shape();
    for (int i = 0; i < shape.columns().size(); i++) {
      value(column(i), shape.columns().get(i).type(), batch.vector(i), index);
    }
    for (MetaColumn column : shape.metadata()) {
      if (!without.contains(column)) {
        value(column(column), column.type(), batch.vector(column), index);
      }
    }
    return this;
  }

  private void value(String field, ColumnType type, ColumnVector vector, int index) {
    if (vector.isAbsent(index)) {
      return;
    }
    switch (vector) {
      case ColumnVector.Longs longs -> number(field, type, longs.values()[index]);
      case ColumnVector.Decimals decimals ->
          text(field, Objects.requireNonNull(decimals.values()[index]).toPlainString());
      case ColumnVector.ByteArrays arrays -> {
        byte[] value = Objects.requireNonNull(arrays.values()[index]);
        switch (type) {
          case ColumnType.Json t -> json(field, value);
          case ColumnType.Bytes t -> text(field, Base64.getEncoder().encodeToString(value));
          default -> text(field, value, 0, value.length);
        }
      }
    }
  }

  private void number(String field, ColumnType type, long value) {
    switch (type) {
      case ColumnType.Bool t ->
          json(field, (value != 0 ? "true" : "false").getBytes(StandardCharsets.US_ASCII));
      case ColumnType.Timestamp t -> text(field, time(value));
      case ColumnType.Decimal d ->
          text(field, BigDecimal.valueOf(value, d.scale()).toPlainString());
      case ColumnType.Float64 t -> text(field, Double.toString(Double.longBitsToDouble(value)));
      default -> text(field, Long.toString(value));
    }
  }

  /** An instant as Snowflake reads it. */
  static String time(long micros) {
    return time(Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
  }

  /** An instant as Snowflake reads it. */
  static String time(Instant instant) {
    return TIME.format(instant.atOffset(ZoneOffset.UTC));
  }

  /** Writes the row that was begun. */
  void end() {
    row.put('}').put('\n');
    try {
      out.write(row.array(), 0, row.length());
    } catch (IOException e) {
      throw failed(e);
    }
    rows++;
    bytes += row.length();
  }

  /** Ends the file; it can be read then. */
  RowFile finish() {
    try {
      out.close();
    } catch (IOException e) {
      throw failed(e);
    }
    return this;
  }

  private UncheckedIOException failed(IOException e) {
    return new UncheckedIOException("can't write " + path + ": " + e.getMessage(), e);
  }

  @Override
  public void close() {
    try {
      out.close();
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw failed(e);
    }
  }
}
