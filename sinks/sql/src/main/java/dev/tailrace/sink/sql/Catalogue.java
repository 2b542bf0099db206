package dev.tailrace.sink.sql;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.KeySchema;
import dev.tailrace.item.KeySchema.KeyAttribute;
import dev.tailrace.projection.Column;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.TableOptions;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.TableId;
import dev.tailrace.sink.TargetTable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The tables that Tailrace made for one source table: whose they are, which options they have,
 * which column holds which attribute. Works within the session's transaction.
 */
public final class Catalogue {
  /** Rows of columns in one statement. */
  private static final int CHUNK = 200;

  private static final List<String> STATE = List.of("tailrace.targets", "tailrace.columns");

  private final Session session;
  private final Engine engine;
  private final Dialect dialect;
  private final TableId owner;
  private final String ofTable;

  /** The tables of {@code owner}. */
  public Catalogue(Session session, Engine engine, TableId owner) {
    this.session = session;
    this.engine = engine;
    this.dialect = engine.dialect();
    this.owner = owner;
    this.ofTable =
        " WHERE %s AND %s".formatted(dialect.isName("schema_name"), dialect.isName("table_name"));
  }

  /**
   * What is known of a table beside its columns.
   *
   * @param generation another one after whatever happens to a shadow table but loads
   */
  public record Entry(TableId owner, TableOptions options, String generation) {}

  /** What is known of a table that Tailrace made, for whomever. */
  public Optional<Entry> entry(TableName table) throws SQLException {
    return session.queryOne(
        r ->
            new Entry(
                new TableId(r.getString(1), r.getString(2)),
                TableOptions.parse(r.getString(3)),
                r.getString(4)),
        "SELECT pipeline, source_table, options, generation FROM tailrace.targets" + ofTable,
        table.schema(),
        table.name());
  }

  /** The shape of a table, if it is one of this owner's. */
  public Optional<TableShape> shape(TableName table) throws SQLException {
    Optional<Entry> entry = entry(table).filter(e -> e.owner().equals(owner));
    return entry.isEmpty() ? Optional.empty() : Optional.of(shape(table, entry.get().options()));
  }

  /**
   * The shape of a table of this owner that must be there and have the target's key and options.
   *
   * @throws SinkException.Rejected otherwise
   */
  public TableShape requiredShape(TableName table, TargetTable target) throws SQLException {
    Optional<TableShape> shape = shape(table);
    if (shape.isEmpty()) {
      throw new SinkException.Rejected(
          "%s: the warehouse has no table %s that Tailrace made for it; resync it"
              .formatted(owner, table));
    }
    if (!shape.get().key().equals(target.key())) {
      throw new SinkException.Rejected(
          "%s: table %s has the key %s and the source the key %s; resync it"
              .formatted(owner, table, shape.get().key(), target.key()));
    }
    if (!shape.get().options().equals(target.options())) {
      throw new SinkException.Rejected(
          "%s: table %s was made with the options %s and is asked for with %s; resync it"
              .formatted(owner, table, shape.get().options().toText(), target.options().toText()));
    }
    return shape.get();
  }

  private TableShape shape(TableName table, TableOptions options) throws SQLException {
    List<KeyAttribute> key = new ArrayList<>();
    List<Column> columns =
        session.query(
            r -> {
              String attribute = AttributeText.read(r.getString(1));
              String keyType = r.getString(4);
              if (keyType != null) {
                key.add(new KeyAttribute(attribute, AttributeType.valueOf(keyType)));
              }
              return Column.of(attribute, r.getString(2), r.getString(3));
            },
            "SELECT attribute, column_name, type, key_type FROM tailrace.columns"
                + ofTable
                + " ORDER BY ordinal",
            table.schema(),
            table.name());
    return new TableShape(new KeySchema(key), columns, options);
  }

  /** Refuses a name under which there is a table that is not this owner's. */
  void checkFree(TableName table) throws SQLException {
    Optional<String> reason = taken(table, entry(table));
    if (reason.isPresent()) {
      throw new SinkException.Rejected(reason.get());
    }
  }

  /** Why a name is not this owner's to use, if so. */
  Optional<String> taken(TableName table, Optional<Entry> entry) throws SQLException {
    if (entry.isEmpty() && exists(table)) {
      return Optional.of(
          "%s: the warehouse has a table %s that Tailrace did not make, and will not replace it; rename or drop it, or choose another target"
              .formatted(owner, table));
    }
    return entry
        .filter(e -> !e.owner().equals(owner))
        .map(
            e ->
                "%s: table %s is the target of %s already; give one of them another target"
                    .formatted(owner, table, e.owner()));
  }

  /** Whether a table, or what else takes its name, is there. */
  boolean exists(TableName table) throws SQLException {
    return session
        .queryOne(r -> r.getInt(1), dialect.existsSql(), table.schema(), table.name())
        .isPresent();
  }

  /** Makes a table, and its schema where that is missing. */
  void create(TableName table, TableShape wanted) throws SQLException {
    engine.makeSchema(session, table.schema());
    TableShape shape = dialect.fitted(wanted, 0);
    session.execute(
        "CREATE TABLE %s (%s)"
            .formatted(table.sql(), String.join(", ", Sql.definitions(shape, dialect))));
    session.execute(
        "INSERT INTO tailrace.targets VALUES (?, ?, ?, ?, ?, ?)",
        table.schema(),
        table.name(),
        owner.pipeline(),
        owner.table(),
        shape.options().toText(),
        newGeneration());
    record(table, shape, 0);
  }

  private static String newGeneration() {
    return UUID.randomUUID().toString();
  }

  /** Drops a table of this owner, if it is there. */
  public void drop(TableName table) throws SQLException {
    session.execute("DROP TABLE IF EXISTS " + table.sql());
    for (String state : STATE) {
      session.execute("DELETE FROM " + state + ofTable, table.schema(), table.name());
    }
  }

  /** Renames a table within its schema. */
  void rename(TableName from, TableName to) throws SQLException {
    session.execute("ALTER TABLE " + from.sql() + " RENAME TO " + Sql.name(to.name()));
    for (String state : STATE) {
      session.execute(
          "UPDATE " + state + " SET table_name = ?" + ofTable,
          to.name(),
          from.schema(),
          from.name());
    }
  }

  /** Refuses, at their end, the loads into a table that have begun. */
  void beginGeneration(TableName table) throws SQLException {
    session.execute(
        "UPDATE tailrace.targets SET generation = ?" + ofTable,
        newGeneration(),
        table.schema(),
        table.name());
  }

  /**
   * Adds columns for attributes that have none, as far as there is room, and returns the shape that
   * the table then has: wider than {@code known} where other workers widened it, too.
   */
  TableShape widen(TableName table, TableShape known, Map<String, ColumnType> attributes)
      throws SQLException {
    if (dialect.fitted(known.with(attributes), known.columns().size()).equals(known)) {
      return known;
    }
    engine.lockForWidening(session, table);
    TableShape shape = shape(table, known.options());
    int before = shape.columns().size();
    TableShape wider = dialect.fitted(shape.with(attributes), before);
    List<Column> added = wider.columns().subList(before, wider.columns().size());
    for (String statement : dialect.addColumns(table, added)) {
      session.execute(statement);
    }
    record(table, wider, before);
    return wider;
  }

  /**
   * As {@link #widen}, for a table that people read: they are kept waiting for a moment, not until
   * the end of this transaction. So the columns stay whatever becomes of it.
   */
  public TableShape widenLive(TableName table, TableShape known, Map<String, ColumnType> attributes)
      throws SQLException {
    if (dialect.fitted(known.with(attributes), known.columns().size()).equals(known)) {
      return known;
    }
    engine.apart(
        session, other -> new Catalogue(other, engine, owner).widen(table, known, attributes));
    return shape(table, known.options());
  }

  /** Notes where attributes that have a column in the table have theirs now, and of which type. */
  public void move(TableName table, List<Column> columns) throws SQLException {
    for (Column column : columns) {
      session.execute(
          "UPDATE tailrace.columns SET column_name = ?, type = ?" + ofTable + " AND attribute = ?",
          column.name(),
          column.typeText(),
          table.schema(),
          table.name(),
          AttributeText.of(column.attribute()));
    }
  }

  /** Gives columns wider types; {@code table} is one that nobody else writes to. */
  TableShape retype(TableName table, TableShape known, Map<String, ColumnType> types)
      throws SQLException {
    TableShape wider = known.retyped(types);
    for (Column column : wider.columns()) {
      if (types.containsKey(column.attribute())) {
        session.execute(dialect.widenColumn(table, column));
        session.execute(
            "UPDATE tailrace.columns SET type = ?" + ofTable + " AND column_name = ?",
            column.typeText(),
            table.schema(),
            table.name(),
            column.name());
      }
    }
    return wider;
  }

  private void record(TableName table, TableShape shape, int first) throws SQLException {
    for (int from = first; from < shape.columns().size(); from += CHUNK) {
      int to = Math.min(shape.columns().size(), from + CHUNK);
      List<@Nullable Object> parameters = new ArrayList<>();
      for (int i = from; i < to; i++) {
        Column column = shape.columns().get(i);
        boolean ofKey = i < shape.key().attributes().size();
        parameters.add(table.schema());
        parameters.add(table.name());
        parameters.add((long) i);
        parameters.add(AttributeText.of(column.attribute()));
        parameters.add(column.name());
        parameters.add(column.typeText());
        parameters.add(ofKey ? shape.key().attributes().get(i).type().name() : null);
      }
      session.execute(
          "INSERT INTO tailrace.columns VALUES "
              + String.join(", ", Collections.nCopies(to - from, "(?, ?, ?, ?, ?, ?, ?)")),
          parameters.toArray());
    }
  }
}
