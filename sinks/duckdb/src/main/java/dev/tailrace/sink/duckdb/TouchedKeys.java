package dev.tailrace.sink.duckdb;

import dev.tailrace.item.Item;
import dev.tailrace.item.KeySchema.KeyAttribute;
import dev.tailrace.projection.Column;
import dev.tailrace.projection.MetaColumn;
import dev.tailrace.projection.RowKey;
import dev.tailrace.projection.TableShape;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the keys of the rows that changes were merged into since a time. */
final class TouchedKeys {
  private final Session session;
  private final TableName table;
  private final TableShape shape;

  TouchedKeys(Session session, TableName table, TableShape shape) {
    this.session = session;
    this.table = table;
    this.shape = shape;
  }

  List<Item> since(Instant since) throws SQLException {
    String columns =
        Stream.concat(
                shape.keyColumns().stream().map(Column::name),
                Stream.of(MetaColumn.OVERFLOW.columnName()))
            .map(Sql::name)
            .collect(Collectors.joining(", "));
    return session.query(
        this::key,
        "SELECT %s FROM %s WHERE %s >= make_timestamptz(?) AND %s <> '0'"
            .formatted(
                columns,
                table.sql(),
                Sql.name(MetaColumn.COMMITTED_AT.columnName()),
                Sql.name(MetaColumn.SEQUENCE.columnName())),
        ItemRows.micros(since));
  }

  private Item key(ResultSet row) throws SQLException {
    List<KeyAttribute> attributes = shape.key().attributes();
    RowKey key = new RowKey(Optional.ofNullable(row.getString(attributes.size() + 1)));
    for (int i = 0; i < attributes.size(); i++) {
      KeyAttribute attribute = attributes.get(i);
      switch (attribute.type()) {
        case S -> key.text(attribute, Optional.ofNullable(row.getString(i + 1)));
        case N -> key.number(attribute, Optional.ofNullable(row.getBigDecimal(i + 1)));
        default -> key.bytes(attribute, row.getBytes(i + 1));
      }
    }
    return key.item();
  }
}
