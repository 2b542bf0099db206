package dev.tailrace.sink.snowflake;

import dev.tailrace.item.Item;
import dev.tailrace.item.KeySchema.KeyAttribute;
import dev.tailrace.projection.Column;
import dev.tailrace.projection.MetaColumn;
import dev.tailrace.projection.RowKey;
import dev.tailrace.projection.TableShape;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

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
    List<String> columns = new ArrayList<>();
    List<String> absent = new ArrayList<>();
    for (Column column : shape.keyColumns()) {
      columns.add(Sql.name(column.name()));
      absent.add(Sql.name(column.name()) + " IS NULL");
    }
    session.forEach(
        r -> keys.accept(key(r)),
        "SELECT DISTINCT %s, CASE WHEN %s THEN TO_JSON(%s) END FROM %s WHERE %s >= CAST(? AS TIMESTAMP_TZ(6)) AND %s <> '0'"
            .formatted(
                String.join(", ", columns),
                String.join(" OR ", absent),
                Sql.name(MetaColumn.OVERFLOW),
                table.sql(),
                Sql.name(MetaColumn.COMMITTED_AT),
                Sql.name(MetaColumn.SEQUENCE)),
        RowFile.time(since));
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
