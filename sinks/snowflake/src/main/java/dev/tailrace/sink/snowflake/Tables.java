package dev.tailrace.sink.snowflake;

import dev.tailrace.projection.Column;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.TableId;
import dev.tailrace.sink.TargetTable;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes and widens tables. All of it is DDL, so it happens outside of transactions: what a table is
 * to have is stored first, and whoever needs what is stored and not there makes it. A crash in
 * between costs nothing.
 */
final class Tables {
  /** Snowflake's names have up to 255 characters; a column's may get a number behind it. */
  private static final int LONGEST_NAME = 200;

  private static final int COLUMNS_A_STATEMENT = 200;

  private final Session session;
  private final TableId owner;

  Tables(Session session, TableId owner) {
    this.session = session;
    this.owner = owner;
  }

  /** The attributes that would get a column of their own. */
  static Map<String, ColumnType> addable(TableShape shape, Map<String, ColumnType> attributes) {
    Map<String, ColumnType> addable = new LinkedHashMap<>();
    if (shape.options().hasAttributeColumns()) {
      attributes.forEach(
          (attribute, type) -> {
            if (attribute.length() <= LONGEST_NAME && shape.column(attribute).isEmpty()) {
              addable.put(attribute, type);
            }
          });
    }
    return addable;
  }

  /** The entry of a table that must be there and have the target's key and options. */
  Entry required(Optional<Entry> found, TargetTable target) {
    Entry entry =
        found.orElseThrow(
            () ->
                new SinkException.Rejected(
                    "%s: the warehouse has no table %s that Tailrace made for it; resync it"
                        .formatted(owner, target)));
    if (!entry.shape().key().equals(target.key())) {
      throw new SinkException.Rejected(
          "%s: table %s has the key %s and the source the key %s; resync it"
              .formatted(owner, target, entry.shape().key(), target.key()));
    }
    if (!entry.shape().options().equals(target.options())) {
      throw new SinkException.Rejected(
          "%s: table %s was made with the options %s and is asked for with %s; resync it"
              .formatted(
                  owner, target, entry.shape().options().toText(), target.options().toText()));
    }
    return entry;
  }

  /** Makes a table, and its schema where that is missing. */
  void create(TableName table, TableShape shape) throws SQLException {
    String sql = "CREATE TABLE %s (%s)".formatted(table.sql(), Sql.definitions(shape));
    try {
      session.execute(sql);
    } catch (SQLException e) {
      if (!Failures.isMissing(e)) {
        throw e;
      }
      session.execute("CREATE SCHEMA IF NOT EXISTS " + Sql.name(table.schema()));
      session.execute(sql);
    }
  }

  void drop(TableName table) throws SQLException {
    session.execute("DROP TABLE IF EXISTS " + table.sql());
  }

  /** The names of a table's columns; empty when there is no such table. */
  private Set<String> columns(TableName table) throws SQLException {
    try {
      return new HashSet<>(session.query(r -> r.getString(1), "DESCRIBE TABLE " + table.sql()));
    } catch (SQLException e) {
      if (Failures.isMissing(e)) {
        return Set.of();
      }
      throw e;
    }
  }

  boolean exists(TableName table) throws SQLException {
    return !columns(table).isEmpty();
  }

  /** Stores that a table has further columns, and makes them. */
  void widen(Entry known, Map<String, ColumnType> attributes) throws SQLException {
    Entry stored;
    State state = new State(session, owner);
    try {
      stored = state.lock().entry(known.table()).orElseThrow(() -> new Again("the table is gone"));
      TableShape wider = stored.shape().with(addable(stored.shape(), attributes));
      if (!wider.equals(stored.shape())) {
        stored = stored.withShape(wider);
        state.put(stored);
        state.commit(owner.toString());
      }
    } finally {
      session.rollBack();
    }
    complete(stored);
  }

  /** Makes the columns that are stored and not there. */
  void complete(Entry entry) throws SQLException {
    if (entry.made() == entry.shape().columns().size()) {
      return;
    }
    addColumns(entry.table(), entry.shape());
    new State(session, owner).noteMade(entry);
  }

  /** Makes those columns of a shape that are not there. */
  void addColumns(TableName table, TableShape shape) throws SQLException {
    List<Column> missing = missing(table, shape);
    for (int from = 0; from < missing.size(); from += COLUMNS_A_STATEMENT) {
      List<Column> some =
          missing.subList(from, Math.min(missing.size(), from + COLUMNS_A_STATEMENT));
      try {
        session.execute(
            "ALTER TABLE %s ADD COLUMN %s"
                .formatted(
                    table.sql(),
                    some.stream().map(Sql::definition).collect(Collectors.joining(", "))));
      } catch (SQLException e) {
        // Another worker may have been at the same.
        if (!missing(table, shape).isEmpty()) {
          throw e;
        }
        return;
      }
    }
  }

  private List<Column> missing(TableName table, TableShape shape) throws SQLException {
    Set<String> there = columns(table);
    return shape.columns().stream().filter(c -> !there.contains(c.name())).toList();
  }

  /** What stands in the way of a target, looked at without changing anything. */
  Optional<String> obstacle(TargetTable target, Optional<Snapshot> stored, boolean schema)
      throws SQLException {
    Optional<TableId> holder =
        (schema ? holder(target) : Optional.<TableId>empty()).filter(h -> !h.equals(owner));
    if (holder.isPresent()) {
      return Optional.of(String.valueOf(held(target, holder.get()).getMessage()));
    }
    Optional<Entry> live = stored.flatMap(s -> s.entry(target, Entry.Role.LIVE));
    boolean there = exists(TableName.live(target));
    if (live.isEmpty() && there) {
      return Optional.of(String.valueOf(notOurs(target).getMessage()));
    }
    if (stored.filter(s -> s.life().isLive()).isEmpty()) {
      return Optional.empty();
    }
    if (live.isPresent() && !there) {
      return Optional.of(
          "%s: table %s, which Tailrace made, is gone from the warehouse; ask for a new backfill with tailrace resync"
              .formatted(owner, target));
    }
    try {
      required(live, target);
      return Optional.empty();
    } catch (SinkException.Rejected e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private Optional<TableId> holder(TargetTable target) throws SQLException {
    return session.queryOne(
        r -> new TableId(r.getString(1), r.getString(2)),
        "SELECT \"pipeline\", \"source_table\" FROM %s WHERE \"schema_name\" = ? AND \"table_name\" = ?"
            .formatted(StateSchema.CLAIMS),
        target.schema(),
        target.name());
  }

  private SinkException held(TargetTable target, TableId holder) {
    return new SinkException.Rejected(
        "%s: table %s is the target of %s already; give one of them another target"
            .formatted(owner, target, holder));
  }

  /** Refuses a target whose name somebody else has, and keeps it for this source otherwise. */
  void claim(TargetTable target, Optional<Entry> live) throws SQLException {
    session.begin();
    try {
      StateSchema.lockClaims(session);
      Optional<TableId> holder = holder(target);
      if (holder.isPresent() && !holder.get().equals(owner)) {
        throw held(target, holder.get());
      }
      if (holder.isEmpty()) {
        session.execute(
            "INSERT INTO %s (\"schema_name\", \"table_name\", \"pipeline\", \"source_table\") SELECT ?, ?, ?, ?"
                .formatted(StateSchema.CLAIMS),
            target.schema(),
            target.name(),
            owner.pipeline(),
            owner.table());
      }
      if (live.isEmpty() && exists(TableName.live(target))) {
        throw notOurs(target);
      }
      session.commit();
    } finally {
      session.rollBack();
    }
  }

  /** Refuses a target in whose place there is a table that Tailrace did not make. */
  void checkFree(TargetTable target, Optional<Entry> live) throws SQLException {
    if (live.isEmpty() && exists(TableName.live(target))) {
      throw notOurs(target);
    }
  }

  SinkException notOurs(TargetTable target) {
    return new SinkException.Rejected(
        "%s: the warehouse has a table %s that Tailrace did not make, and will not replace it; rename or drop it, or choose another target"
            .formatted(owner, target));
  }
}
