package dev.tailrace.sink.snowflake;

import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.TargetTable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tables that an attempt at a commit makes, and the columns that it finds missing. A table that
 * is stored gets its columns at once; one that the attempt makes itself gets them at the next.
 */
final class NewTables {
  private final Session session;
  private final Tables tables;
  private final Map<TargetTable, Map<String, ColumnType>> hints;
  private final List<TableName> created = new ArrayList<>();

  /**
   * For one attempt.
   *
   * @param hints what the attempts before found missing in tables that they made
   */
  NewTables(Session session, Tables tables, Map<TargetTable, Map<String, ColumnType>> hints) {
    this.session = session;
    this.tables = tables;
    this.hints = hints;
  }

  /** Makes a shadow table. */
  Entry shadow(TargetTable target, TableShape wanted) throws SQLException {
    TableShape shape = wanted.with(Tables.addable(wanted, hints.getOrDefault(target, Map.of())));
    TableName name = TableName.shadow(target, StagingTable.unique().substring(0, 12));
    tables.create(name, shape);
    created.add(name);
    return Entry.of(target, Entry.Role.SHADOW, name, shape);
  }

  /**
   * Gives a table columns for the attributes that have none, if there are any.
   *
   * @throws Again after that
   */
  void need(TargetTable target, Entry entry, Map<String, ColumnType> attributes)
      throws SQLException {
    Map<String, ColumnType> needed = Tables.addable(entry.shape(), attributes);
    if (needed.isEmpty()) {
      return;
    }
    session.rollBack();
    if (created.contains(entry.table())) {
      hints.computeIfAbsent(target, t -> new LinkedHashMap<>()).putAll(needed);
    } else {
      tables.widen(entry, needed);
    }
    throw new Again("new columns");
  }

  /** Drops what was made; the commit did not happen. */
  void drop() {
    try {
      for (TableName name : created) {
        tables.drop(name);
      }
    } catch (SQLException e) {
      // Nothing refers to it, so it is in nobody's way.
      session.giveUp();
    }
  }
}
