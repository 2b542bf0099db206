package dev.tailrace.sink.sql;

import dev.tailrace.item.Item;
import dev.tailrace.projection.MetaColumn;
import dev.tailrace.projection.TableShape;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.function.Consumer;

/** Reads the keys of the rows that a stream's changes were merged into since a time. */
public final class TouchedKeys {
  private final Session session;
  private final TableName table;
  private final TableShape shape;

  /** Of the rows of {@code table}. */
  public TouchedKeys(Session session, TableName table, TableShape shape) {
    this.session = session;
    this.table = table;
    this.shape = shape;
  }

  /** Hands out each key, of a table with a history once for all its versions. */
  public void since(Instant since, Consumer<Item> keys) throws SQLException {
    KeyReader reader = new KeyReader(shape);
    session.forEach(
        r -> keys.accept(reader.key(r)),
        "SELECT %s%s FROM %s WHERE %s >= ? AND %s <> '0'"
            .formatted(
                shape.options().history() ? "DISTINCT " : "",
                reader.columns(),
                table.sql(),
                Sql.name(MetaColumn.COMMITTED_AT),
                Sql.name(MetaColumn.SEQUENCE)),
        since.atOffset(ZoneOffset.UTC));
  }
}
