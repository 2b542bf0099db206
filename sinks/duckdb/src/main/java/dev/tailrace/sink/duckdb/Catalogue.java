package dev.tailrace.sink.duckdb;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.KeySchema;
import dev.tailrace.item.KeySchema.KeyAttribute;
import dev.tailrace.projection.Column;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.TableId;
import dev.tailrace.sink.TargetTable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The tables that Tailrace made for one source table: whose they are, which column holds which
 * attribute. Works within the session's transaction.
 */
final class Catalogue {
  private final Session session;
  private final TableId owner;

  Catalogue(Session session, TableId owner) {
    this.session = session;
    this.owner = owner;
  }

  /** The shape of a table of this owner; empty when there is none. */
  Optional<TableShape> shape(TableName table) throws SQLException {
    if (owners(table).stream().noneMatch(owner::equals)) {
      return Optional.empty();
    }
    List<KeyAttribute> key = new ArrayList<>();
    List<Column> columns =
        session.query(
            r -> {
              String keyType = r.getString(4);
              if (keyType != null) {
                key.add(new KeyAttribute(r.getString(1), AttributeType.valueOf(keyType)));
              }
              return new Column(r.getString(1), r.getString(2), Sql.type(r.getString(3)));
            },
            "SELECT attribute, column_name, type, key_type FROM tailrace.columns"
                + " WHERE schema_name = ? AND table_name = ? ORDER BY ordinal",
            table.schema(),
            table.name());
    return Optional.of(new TableShape(new KeySchema(key), columns));
  }

  /** As {@link #shape}, of a table that must be there and have the target's key. */
  TableShape requiredShape(TableName table, TargetTable target) throws SQLException {
    TableShape shape =
        shape(table)
            .orElseThrow(
                () ->
                    new SinkException.Rejected(
                        "%s: the warehouse has no table %s that Tailrace made for it; resync it"
                            .formatted(owner, table)));
    if (!shape.key().equals(target.key())) {
      throw new SinkException.Rejected(
          "%s: table %s has the key %s and the source the key %s; resync it"
              .formatted(owner, table, shape.key(), target.key()));
    }
    return shape;
  }

  /** Refuses a name under which there is a table that is not this owner's. */
  void checkFree(TableName table) throws SQLException {
    List<TableId> owners = owners(table);
    for (TableId other : owners) {
      if (!other.equals(owner)) {
        throw new SinkException.Rejected(
            "%s: table %s is the target of %s already; give one of them another target"
                .formatted(owner, table, other));
      }
    }
    if (owners.isEmpty() && exists(table)) {
      throw new SinkException.Rejected(
          "%s: the warehouse has a table %s that Tailrace did not make, and will not replace it; rename or drop it, or choose another target"
              .formatted(owner, table));
    }
  }

  private List<TableId> owners(TableName table) throws SQLException {
    return session.query(
        r -> new TableId(r.getString(1), r.getString(2)),
        "SELECT pipeline, source_table FROM tailrace.targets"
            + " WHERE lower(schema_name) = lower(?) AND lower(table_name) = lower(?)",
        table.schema(),
        table.name());
  }

  private boolean exists(TableName table) throws SQLException {
    return session
        .queryOne(
            r -> r.getInt(1),
            "SELECT 1 FROM information_schema.tables WHERE table_catalog = current_database()"
                + " AND lower(table_schema) = lower(?) AND lower(table_name) = lower(?)",
            table.schema(),
            table.name())
        .isPresent();
  }

  /** Makes a table, and its schema where that is missing. */
  void create(TableName table, TableShape shape) throws SQLException {
    session.execute("CREATE SCHEMA IF NOT EXISTS " + Sql.name(table.schema()));
    String columns =
        Stream.concat(
                shape.columns().stream().map(c -> Sql.name(c.name()) + " " + Sql.type(c.type())),
                ItemRows.META.stream()
                    .map(c -> Sql.name(c.columnName()) + " " + Sql.type(c.type())))
            .collect(Collectors.joining(", "));
    session.execute("CREATE TABLE " + table.sql() + " (" + columns + ")");
    session.execute(
        "INSERT INTO tailrace.targets VALUES (?, ?, ?, ?)",
        owner.pipeline(),
        owner.table(),
        table.schema(),
        table.name());
    record(table, shape, 0);
  }

  /** Drops a table of this owner, if it is there. */
  void drop(TableName table) throws SQLException {
    session.execute("DROP TABLE IF EXISTS " + table.sql());
    for (String state : List.of("tailrace.targets", "tailrace.columns")) {
      session.execute(
          "DELETE FROM " + state + " WHERE schema_name = ? AND lower(table_name) = lower(?)",
          table.schema(),
          table.name());
    }
  }

  /** Renames a table within its schema. */
  void rename(TableName from, TableName to) throws SQLException {
    session.execute("ALTER TABLE " + from.sql() + " RENAME TO " + Sql.name(to.name()));
    for (String state : List.of("tailrace.targets", "tailrace.columns")) {
      session.execute(
          "UPDATE " + state + " SET table_name = ? WHERE schema_name = ? AND table_name = ?",
          to.name(),
          from.schema(),
          from.name());
    }
  }

  /** Adds columns for attributes that have none and returns the wider shape. */
  TableShape widen(TableName table, TableShape shape, Map<String, ColumnType> attributes)
      throws SQLException {
    TableShape wider = shape.with(attributes);
    int before = shape.columns().size();
    for (Column column : wider.columns().subList(before, wider.columns().size())) {
      session.execute(
          "ALTER TABLE %s ADD COLUMN %s %s"
              .formatted(table.sql(), Sql.name(column.name()), Sql.type(column.type())));
    }
    record(table, wider, before);
    return wider;
  }

  private void record(TableName table, TableShape shape, int from) throws SQLException {
    ColumnType text = new ColumnType.Text();
    RunBuilder rows = new RunBuilder(List.of(text, text, text, text, new ColumnType.Int64()));
    for (int i = from; i < shape.columns().size(); i++) {
      Column column = shape.columns().get(i);
      rows.beginRow();
      rows.text(0, column.attribute());
      rows.text(1, column.name());
      rows.text(2, Sql.stored(column.type()));
      if (i < shape.key().attributes().size()) {
        rows.text(3, shape.key().attributes().get(i).type().name());
      }
      rows.number(4, i);
    }
    try (RowFeed feed = session.feed(rows.build())) {
      session.execute(
          "INSERT INTO tailrace.columns SELECT ?, ?, c0, c1, c2, c3, c4 FROM " + feed.sql(),
          table.schema(),
          table.name());
    }
  }
}
