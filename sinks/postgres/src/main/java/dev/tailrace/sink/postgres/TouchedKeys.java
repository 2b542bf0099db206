package dev.tailrace.sink.postgres;

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
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the keys of the rows that a stream's changes were merged into since a time. */
final class TouchedKeys {
  private final Session session;
  private final TableName table;
  private final TableShape shape;

  TouchedKeys(Session session, TableName table, TableShape shape) {
    this.session = session;
    this.table = table;
    this.shape = shape;
  }

  void since(Instant since, Consumer<Item> keys) throws SQLException {
    String columns =
        Stream.concat(
                shape.keyColumns().stream().map(Column::name),
                Stream.of(MetaColumn.OVERFLOW.columnName()))
            .map(Sql::name)
            .collect(Collectors.joining(", "));
    session.forEach(
        r -> keys.accept(key(r)),
        "SELECT %s FROM %s WHERE %s >= ? AND %s <> '0'"
            .formatted(
                columns,
                table.sql(),
                Sql.name(MetaColumn.COMMITTED_AT.columnName()),
                Sql.name(MetaColumn.SEQUENCE.columnName())),
        since.atOffset(ZoneOffset.UTC));
  }

  private Item key(ResultSet row) throws SQLException {
    List<KeyAttribute> attributes = shape.key().attributes();
    Optional<String> overflow = Optional.ofNullable(row.getString(attributes.size() + 1));
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

  /** Bytes too long for the index. */
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
