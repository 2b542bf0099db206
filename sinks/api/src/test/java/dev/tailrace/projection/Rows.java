package dev.tailrace.projection;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.Item;
import dev.tailrace.item.KeySchema;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A batch of a table with the string key {@code pk}, with its rows as maps of text. */
final class Rows {
  private final ColumnBatch batch;
  private final Projector projector;

  Rows(Map<String, ColumnType> attributes) {
    this(TableShape.ofKey(key(AttributeType.S)).with(attributes));
  }

  Rows(TableShape shape) {
    batch = new ColumnBatch(shape, 16);
    projector = new Projector(shape);
  }

  static KeySchema key(AttributeType type) {
    return new KeySchema(List.of(new KeySchema.KeyAttribute("pk", type)));
  }

  int add(String json) {
    return projector.add(Item.of(json), batch);
  }

  void clear() {
    batch.clear();
  }

  Projector projector() {
    return projector;
  }

  /** The values present, by attribute: decimals with their point, bytes as a list of numbers. */
  Map<String, String> row(int row) {
    Map<String, String> values = new LinkedHashMap<>();
    List<Column> columns = batch.shape().columns();
    for (int i = 0; i < columns.size(); i++) {
      if (!batch.vector(i).isAbsent(row)) {
        values.put(columns.get(i).attribute(), text(columns.get(i).type(), batch.vector(i), row));
      }
    }
    return values;
  }

  /** The overflow document, empty when there is none. */
  String overflow(int row) {
    ColumnVector vector = batch.vector(MetaColumn.OVERFLOW);
    return vector.isAbsent(row) ? "" : text(MetaColumn.OVERFLOW.type(), vector, row);
  }

  private static String text(ColumnType type, ColumnVector vector, int row) {
    return switch (vector) {
      case ColumnVector.Longs longs -> Long.toString(longs.values()[row]);
      case ColumnVector.Decimals decimals -> String.valueOf(decimals.values()[row]);
      case ColumnVector.ByteArrays arrays -> {
        byte[] value = arrays.values()[row];
        if (value == null) {
          throw new AssertionError("row " + row + " is absent");
        }
        yield type instanceof ColumnType.Bytes
            ? Arrays.toString(value)
            : new String(value, StandardCharsets.UTF_8);
      }
    };
  }
}
