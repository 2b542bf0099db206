package dev.tailrace.testkit;

import dev.tailrace.projection.Column;
import dev.tailrace.projection.ColumnBatch;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.ColumnVector;
import dev.tailrace.projection.MetaColumn;
import dev.tailrace.projection.Projector;
import dev.tailrace.projection.TableShape;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Rows of the sink in memory as texts by column. */
final class MemoryTexts {
  private final TableShape shape;
  private final Projector projector;
  private final ColumnBatch batch;

  MemoryTexts(TableShape shape) {
    this.shape = shape;
    this.projector = new Projector(shape);
    this.batch = new ColumnBatch(shape, 1);
  }

  Map<String, String> of(MemoryRow row) {
    batch.clear();
    projector.add(row.item(), batch);
    Map<String, String> texts = new LinkedHashMap<>();
    for (int i = 0; i < shape.columns().size(); i++) {
      Column column = shape.columns().get(i);
      put(texts, column.name(), column.type(), batch.vector(i));
    }
    shape.metadata().forEach(column -> put(texts, column, row));
    return texts;
  }

  private void put(Map<String, String> texts, MetaColumn column, MemoryRow row) {
    String name = column.columnName();
    switch (column) {
      case SEQUENCE -> row.sequence().ifPresent(s -> texts.put(name, s.toString()));
      case COMMITTED_AT -> texts.put(name, Texts.of(row.committedAt()));
      case SYNCED_AT -> texts.put(name, Texts.of(row.syncedAt()));
      case VALID_TO -> row.validTo().ifPresent(t -> texts.put(name, Texts.of(t)));
      case DELETED -> texts.put(name, Boolean.toString(row.deleted()));
      case SHARD -> row.shard().ifPresent(s -> texts.put(name, s));
      case DOCUMENT -> {
        if (!row.keyAlone()) {
          put(texts, name, column.type(), batch.vector(column));
        }
      }
      case OVERFLOW -> put(texts, name, column.type(), batch.vector(column));
    }
  }

  private static void put(
      Map<String, String> texts, String name, ColumnType type, ColumnVector vector) {
    if (!vector.isAbsent(0)) {
      texts.put(name, text(type, vector));
    }
  }

  private static String text(ColumnType type, ColumnVector vector) {
    return switch (vector) {
      case ColumnVector.Longs longs -> longText(type, longs.values()[0]);
      case ColumnVector.Decimals decimals -> Texts.of(Objects.requireNonNull(decimals.values()[0]));
      case ColumnVector.ByteArrays arrays -> {
        byte[] bytes = Objects.requireNonNull(arrays.values()[0]);
        yield type instanceof ColumnType.Bytes
            ? Texts.of(bytes)
            : new String(bytes, StandardCharsets.UTF_8);
      }
    };
  }

  private static String longText(ColumnType type, long value) {
    return switch (type) {
      case ColumnType.Bool t -> Boolean.toString(value != 0);
      case ColumnType.Decimal d -> Texts.of(BigDecimal.valueOf(value, d.scale()));
      case ColumnType.Int64 t -> Long.toString(value);
      case ColumnType.Float64 t -> Texts.of(Double.longBitsToDouble(value));
      case ColumnType.Timestamp t -> Texts.of(Instant.EPOCH.plus(value, ChronoUnit.MICROS));
      case ColumnType.Text t -> throw new IllegalStateException();
      case ColumnType.Bytes t -> throw new IllegalStateException();
      case ColumnType.Json t -> throw new IllegalStateException();
    };
  }
}
