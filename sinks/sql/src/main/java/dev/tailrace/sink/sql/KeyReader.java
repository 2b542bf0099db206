package dev.tailrace.sink.sql;

import dev.tailrace.item.Item;
import dev.tailrace.item.ItemCursor;
import dev.tailrace.item.JsonString;
import dev.tailrace.item.KeySchema.KeyAttribute;
import dev.tailrace.projection.Column;
import dev.tailrace.projection.MetaColumn;
import dev.tailrace.projection.RowKey;
import dev.tailrace.projection.TableShape;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the keys of a table's rows. */
final class KeyReader {
  private final List<KeyAttribute> attributes;
  private final List<Column> columns;

  KeyReader(TableShape shape) {
    this.attributes = shape.key().attributes();
    this.columns = shape.keyColumns();
  }

  /** What a query selects: the key's columns, and the overflow behind them. */
  String columns() {
    return Stream.concat(
            columns.stream().map(Column::name), Stream.of(MetaColumn.OVERFLOW.columnName()))
        .map(Sql::name)
        .collect(Collectors.joining(", "));
  }

  Optional<String> overflow(ResultSet row) throws SQLException {
    return Optional.ofNullable(row.getString(attributes.size() + 1));
  }

  /** The key attributes of the row that {@code row} stands on. */
  Item key(ResultSet row) throws SQLException {
    Optional<String> overflow = overflow(row);
    RowKey key = new RowKey(overflow);
    for (int i = 0; i < attributes.size(); i++) {
      KeyAttribute attribute = attributes.get(i);
      switch (attribute.type()) {
        case S -> key.text(attribute, Optional.ofNullable(row.getString(i + 1)));
        case N -> key.number(attribute, Optional.ofNullable(row.getBigDecimal(i + 1)));
        default -> {
          byte[] bytes = row.getBytes(i + 1);
          key.bytes(attribute, bytes == null ? overflowing(attribute, overflow) : bytes);
        }
      }
    }
    return key.item();
  }

  /** Bytes that their column can't hold. */
  private static byte[] overflowing(KeyAttribute attribute, Optional<String> overflow) {
    ItemCursor cursor = new ItemCursor();
    cursor.overMap(Item.of(overflow.orElse("{}")));
    while (cursor.next()) {
      if (cursor.name().equals(attribute.name())) {
        return JsonString.base64Decoded(cursor.bytes(), cursor.valueFrom(), cursor.valueTo());
      }
    }
    throw new IllegalStateException("a row has no key attribute " + attribute.name());
  }
}
