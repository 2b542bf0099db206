package dev.tailrace.sink.postgres;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.KeySchema;
import dev.tailrace.item.KeySchema.KeyAttribute;
import dev.tailrace.projection.Column;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.MetaColumn;
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
  /**
   * Postgres has room for 1,600 columns; the metadata's are four, and a staging table has two more.
   */
  static final int MOST_COLUMNS = 1594;

  private static final String OF_TABLE = " WHERE schema_name = ? AND table_name = ?";

  private final Session session;
  private final TableId owner;

  Catalogue(Session session, TableId owner) {
    this.session = session;
    this.owner = owner;
  }

  /** What is known of a table beside its columns. */
  record Entry(TableId owner, long generation, boolean indexed, boolean columnsMissing) {}

  Optional<Entry> entry(TableName table) throws SQLException {
    return session.queryOne(
        r ->
            new Entry(
                new TableId(r.getString(1), r.getString(2)),
                r.getLong(3),
                r.getBoolean(4),
                r.getBoolean(5)),
        "SELECT pipeline, source_table, generation, indexed, columns_missing FROM tailrace.targets"
            + OF_TABLE,
        table.schema(),
        table.name());
  }

  /** The shape of a table of this owner that must be there and have the target's key. */
  TableShape requiredShape(TableName table, TargetTable target) throws SQLException {
    if (entry(table).filter(e -> e.owner().equals(owner)).isEmpty()) {
      throw new SinkException.Rejected(
          "%s: the warehouse has no table %s that Tailrace made for it; resync it"
              .formatted(owner, table));
    }
    TableShape shape = shape(table);
    if (!shape.key().equals(target.key())) {
      throw new SinkException.Rejected(
          "%s: table %s has the key %s and the source the key %s; resync it"
              .formatted(owner, table, shape.key(), target.key()));
    }
    return shape;
  }

  private TableShape shape(TableName table) throws SQLException {
    List<KeyAttribute> key = new ArrayList<>();
    List<Column> columns =
        session.query(
            r -> {
              String attribute = Sql.attribute(r.getString(1));
              String keyType = r.getString(4);
              if (keyType != null) {
                key.add(new KeyAttribute(attribute, AttributeType.valueOf(keyType)));
              }
              return new Column(attribute, r.getString(2), Sql.type(r.getString(3)));
            },
            "SELECT attribute, column_name, type, key_type FROM tailrace.columns"
                + OF_TABLE
                + " ORDER BY ordinal",
            table.schema(),
            table.name());
    return new TableShape(new KeySchema(key), columns);
  }

  /** Refuses a name under which there is a table that is not this owner's. */
  void checkFree(TableName table) throws SQLException {
    Optional<Entry> entry = entry(table);
    if (entry.isEmpty() && exists(table)) {
      throw new SinkException.Rejected(
          "%s: the warehouse has a table %s that Tailrace did not make, and will not replace it; rename or drop it, or choose another target"
              .formatted(owner, table));
    }
    if (entry.isPresent() && !entry.get().owner().equals(owner)) {
      throw new SinkException.Rejected(
          "%s: table %s is the target of %s already; give one of them another target"
              .formatted(owner, table, entry.get().owner()));
    }
  }

  private boolean exists(TableName table) throws SQLException {
    return session
        .queryOne(
            r -> r.getInt(1),
            "SELECT 1 FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n"
                + " ON n.oid = c.relnamespace WHERE n.nspname = ? AND c.relname = ?",
            table.schema(),
            table.name())
        .isPresent();
  }

  /** Makes a table, and its schema where that is missing. */
  void create(TableName table, TableShape wanted) throws SQLException {
    makeSchema(table.schema());
    TableShape shape = Names.fitted(wanted, 0, MOST_COLUMNS);
    session.execute("CREATE TABLE %s (%s)".formatted(table.sql(), definitions(shape)));
    session.execute(
        "INSERT INTO tailrace.targets VALUES"
            + " (?, ?, ?, ?, nextval('tailrace.generations'), false, false)",
        table.schema(),
        table.name(),
        owner.pipeline(),
        owner.table());
    record(table, shape, 0);
  }

  /** The columns of a table with their types, the metadata's last. */
  static String definitions(TableShape shape) {
    return Stream.concat(
            shape.columns().stream().map(c -> Sql.name(c.name()) + " " + Sql.type(c.type())),
            Stream.of(MetaColumn.values()).map(c -> Sql.name(c.columnName()) + " " + Sql.type(c)))
        .collect(Collectors.joining(", "));
  }

  /** The names of the columns in the same order. */
  static String columnNames(TableShape shape) {
    return Stream.concat(
            shape.columns().stream().map(Column::name),
            Stream.of(MetaColumn.values()).map(MetaColumn::columnName))
        .map(Sql::name)
        .collect(Collectors.joining(", "));
  }

  private void makeSchema(String schema) throws SQLException {
    if (!hasSchema(schema)) {
      StateSchema.lock(session);
      if (!hasSchema(schema)) {
        session.execute("CREATE SCHEMA " + Sql.name(schema));
      }
    }
  }

  private boolean hasSchema(String schema) throws SQLException {
    return session
        .queryOne(
            r -> r.getInt(1), "SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = ?", schema)
        .isPresent();
  }

  /** Drops a table of this owner, if it is there. */
  void drop(TableName table) throws SQLException {
    session.execute("DROP TABLE IF EXISTS " + table.sql());
    for (String state : List.of("tailrace.targets", "tailrace.columns")) {
      session.execute("DELETE FROM " + state + OF_TABLE, table.schema(), table.name());
    }
  }

  /** Refuses, at their end, the loads into a table that have begun. */
  void beginGeneration(TableName table) throws SQLException {
    session.execute(
        "UPDATE tailrace.targets SET generation = nextval('tailrace.generations')" + OF_TABLE,
        table.schema(),
        table.name());
  }

  void noteIndexed(TableName table) throws SQLException {
    session.execute(
        "UPDATE tailrace.targets SET indexed = true" + OF_TABLE, table.schema(), table.name());
  }

  /** Notes whether there may be values in the overflow that have no column yet. */
  void noteColumnsMissing(TableName table, boolean missing) throws SQLException {
    session.execute(
        "UPDATE tailrace.targets SET columns_missing = ?" + OF_TABLE + " AND columns_missing <> ?",
        missing,
        table.schema(),
        table.name(),
        missing);
  }

  /** Lets those read {@code to} who may read {@code from}, and likewise for other privileges. */
  void copyPrivileges(TableName from, TableName to) throws SQLException {
    List<String> grants =
        session.query(
            r -> r.getString(1),
            "SELECT 'GRANT ' || a.privilege_type || ' ON ' || ? || ' TO '"
                + " || CASE a.grantee WHEN 0 THEN 'PUBLIC'"
                + " ELSE quote_ident(pg_get_userbyid(a.grantee)) END"
                + " || CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END"
                + " FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n"
                + " ON n.oid = c.relnamespace, aclexplode(c.relacl) AS a"
                + " WHERE n.nspname = ? AND c.relname = ? AND a.grantee <> c.relowner",
            to.sql(),
            from.schema(),
            from.name());
    for (String grant : grants) {
      session.execute(grant);
    }
  }

  /** Renames a table within its schema. */
  void rename(TableName from, TableName to) throws SQLException {
    session.execute("ALTER TABLE " + from.sql() + " RENAME TO " + Sql.name(to.name()));
    for (String state : List.of("tailrace.targets", "tailrace.columns")) {
      session.execute(
          "UPDATE " + state + " SET table_name = ?" + OF_TABLE,
          to.name(),
          from.schema(),
          from.name());
    }
  }

  /**
   * Adds columns for attributes that have none, as far as there is room, and returns the shape that
   * the table then has: wider than {@code known} where other workers widened it, too.
   */
  TableShape widen(TableName table, TableShape known, Map<String, ColumnType> attributes)
      throws SQLException {
    if (known.columns().size() >= MOST_COLUMNS) {
      return known;
    }
    // Workers widen one after the other, and each sees what the one before it added.
    session.queryOne(
        r -> r.getInt(1),
        "SELECT 1 FROM tailrace.targets" + OF_TABLE + " FOR UPDATE",
        table.schema(),
        table.name());
    TableShape shape = shape(table);
    int before = shape.columns().size();
    TableShape wider = Names.fitted(shape.with(attributes), before, MOST_COLUMNS);
    List<Column> added = wider.columns().subList(before, wider.columns().size());
    if (!added.isEmpty()) {
      String columns =
          added.stream()
              .map(c -> "ADD COLUMN %s %s".formatted(Sql.name(c.name()), Sql.type(c.type())))
              .collect(Collectors.joining(", "));
      session.execute("ALTER TABLE " + table.sql() + " " + columns);
      record(table, wider, before);
    }
    return wider;
  }

  private void record(TableName table, TableShape shape, int from) throws SQLException {
    List<Integer> ordinals = new ArrayList<>();
    List<List<String>> texts =
        List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (int i = from; i < shape.columns().size(); i++) {
      Column column = shape.columns().get(i);
      ordinals.add(i);
      texts.get(0).add(Sql.storedAttribute(column.attribute()));
      texts.get(1).add(column.name());
      texts.get(2).add(Sql.stored(column.type()));
      boolean ofKey = i < shape.key().attributes().size();
      texts.get(3).add(ofKey ? shape.key().attributes().get(i).type().name() : "");
    }
    session.execute(
        "INSERT INTO tailrace.columns SELECT ?, ?, ordinal, attribute, column_name, type,"
            + " nullif(key_type, '') FROM unnest(?::integer[], ?::text[], ?::text[], ?::text[],"
            + " ?::text[]) AS c (ordinal, attribute, column_name, type, key_type)",
        table.schema(),
        table.name(),
        session.array("integer", ordinals),
        session.array("text", texts.get(0)),
        session.array("text", texts.get(1)),
        session.array("text", texts.get(2)),
        session.array("text", texts.get(3)));
  }
}
