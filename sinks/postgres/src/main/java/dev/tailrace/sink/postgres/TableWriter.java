package dev.tailrace.sink.postgres;

import dev.tailrace.item.ItemKey;
import dev.tailrace.item.Utf8Buffer;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.Change;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Merges changes into one table, within the session's transaction. */
final class TableWriter {
  private final Session session;
  private final Catalogue catalogue;
  private final TableName table;
  private final Instant syncedAt;
  private final Utf8Buffer buffer = new Utf8Buffer(1 << 16);

  TableWriter(Session session, Catalogue catalogue, TableName table, Instant syncedAt) {
    this.session = session;
    this.catalogue = catalogue;
    this.table = table;
    this.syncedAt = syncedAt;
  }

  /**
   * Merges changes in order, of each key the last, and returns the shape the table then has. All
   * rows that have a key of the changes go, then the new images come.
   */
  TableShape merge(TableShape known, List<Change> changes) throws SQLException {
    Map<ItemKey, Change> last = new LinkedHashMap<>();
    changes.forEach(c -> last.put(c.key(), c));
    if (last.isEmpty()) {
      return known;
    }
    TableShape shape = known;
    RowEncoder rows = encode(shape, last.values());
    if (!rows.unknown().isEmpty()) {
      // Before any row is touched, so that workers that widen a table wait for each other in turn.
      shape = catalogue.widen(table, known, rows.unknown());
      if (!shape.equals(known)) {
        rows = encode(shape, last.values());
      }
    }
    try (Staging staging = new Staging(session, shape)) {
      staging.end(rows);
      staging.moveInto(table, rows, true);
    }
    return shape;
  }

  private RowEncoder encode(TableShape shape, Collection<Change> changes) {
    buffer.clear();
    RowEncoder rows = new RowEncoder(shape, syncedAt, buffer);
    changes.forEach(rows::add);
    return rows;
  }
}
