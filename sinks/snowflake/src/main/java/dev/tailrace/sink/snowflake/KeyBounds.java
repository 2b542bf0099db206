package dev.tailrace.sink.snowflake;

import dev.tailrace.projection.Column;
import dev.tailrace.projection.ColumnBatch;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.ColumnVector;
import dev.tailrace.projection.TableShape;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The smallest and the largest of the values that rows have in the key's first column. In a
 * statement's conditions they keep Snowflake from reading the micro-partitions of a table that lie
 * outside, where the table is in the key's order. Used by one thread.
 */
final class KeyBounds {
  /** A bound is cut to this: all of a long text is not needed to tell partitions apart. */
  private static final int LONGEST = 200;

  private final Column column;
  private byte @Nullable [] least;
  private byte @Nullable [] most;
  private @Nullable BigDecimal leastNumber;
  private @Nullable BigDecimal mostNumber;
  private boolean absent;

  KeyBounds(TableShape shape) {
    this.column = shape.keyColumns().getFirst();
  }

  /** Takes in the one row of a batch. */
  void add(ColumnBatch batch) {
    ColumnVector vector = batch.vector(0);
    if (vector.isAbsent(0)) {
      absent = true;
      return;
    }
    switch (vector) {
      case ColumnVector.ByteArrays arrays -> add(Objects.requireNonNull(arrays.values()[0]));
      case ColumnVector.Decimals decimals -> add(Objects.requireNonNull(decimals.values()[0]));
      case ColumnVector.Longs longs -> absent = true;
    }
  }

  private void add(byte[] value) {
    if (least == null || Arrays.compareUnsigned(value, least) < 0) {
      least = value;
    }
    if (most == null || Arrays.compareUnsigned(value, most) > 0) {
      most = value;
    }
  }

  private void add(BigDecimal value) {
    leastNumber = leastNumber == null ? value : leastNumber.min(value);
    mostNumber = mostNumber == null ? value : mostNumber.max(value);
  }

  /** The condition on the table {@code t}, led by AND; empty where there are no bounds. */
  String condition() {
    if (parameters().isEmpty()) {
      return "";
    }
    String value =
        switch (column.type()) {
          case ColumnType.Bytes t -> "TO_BINARY(?, 'HEX')";
          case ColumnType.Decimal d -> "CAST(? AS " + Sql.type(d) + ")";
          default -> "?";
        };
    return " AND t.%1$s >= %2$s AND t.%1$s <= %2$s".formatted(Sql.name(column.name()), value);
  }

  /** What its question marks stand for. */
  List<String> parameters() {
    if (absent) {
      return List.of();
    }
    if (leastNumber != null && mostNumber != null) {
      return List.of(leastNumber.toPlainString(), mostNumber.toPlainString());
    }
    if (least == null || most == null || most.length > LONGEST || least.length > LONGEST) {
      return List.of();
    }
    return List.of(text(least), text(most));
  }

  private String text(byte[] value) {
    return column.type() instanceof ColumnType.Bytes
        ? HexFormat.of().formatHex(value)
        : new String(value, StandardCharsets.UTF_8);
  }
}
