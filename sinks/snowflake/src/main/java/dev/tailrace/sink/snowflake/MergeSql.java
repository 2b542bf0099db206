package dev.tailrace.sink.snowflake;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.KeySchema.KeyAttribute;
import dev.tailrace.projection.Column;
import dev.tailrace.projection.MetaColumn;
import dev.tailrace.projection.TableShape;
import java.util.ArrayList;
import java.util.List;

/**
 * The statements that take staged rows {@code s} into a table {@code t}. Which rows belong together
 * is told by the key's columns, and, where a number of some key fits no column, by the overflow.
 */
final class MergeSql {
  private final TableName table;
  private final TableShape shape;
  private final String rows;
  private final String keys;
  private final String bounds;
  private final boolean keysInOverflow;

  /**
   * Statements for one staging.
   *
   * @param staging the staging table with the rows, as SQL names it
   * @param bounds a further condition on the table's rows, led by AND, or nothing
   */
  MergeSql(
      TableName table, TableShape shape, String staging, String bounds, boolean keysInOverflow) {
    this.table = table;
    this.shape = shape;
    this.rows = StagingTable.rows(staging, shape);
    // What only looks for rows needs no more of the staged ones.
    this.keys = StagingTable.rows(staging, shape.keyOnly());
    this.bounds = bounds;
    this.keysInOverflow = keysInOverflow;
  }

  /** That a row of {@code t} and one of {@code s} have the same key. */
  static String sameKey(TableShape shape, boolean keysInOverflow) {
    List<String> conditions = new ArrayList<>();
    for (int i = 0; i < shape.keyColumns().size(); i++) {
      Column column = shape.keyColumns().get(i);
      KeyAttribute attribute = shape.key().attributes().get(i);
      String name = Sql.name(column.name());
      if (keysInOverflow && attribute.type() == AttributeType.N) {
        conditions.add("EQUAL_NULL(t.%1$s, s.%1$s)".formatted(name));
        String stored = overflowing(attribute);
        conditions.add("EQUAL_NULL(t.%1$s, s.%1$s)".formatted(stored));
      } else {
        conditions.add("t.%1$s = s.%1$s".formatted(name));
      }
    }
    return String.join(" AND ", conditions);
  }

  /** The text of a key's number in the overflow, behind a table's alias and a dot. */
  private static String overflowing(KeyAttribute attribute) {
    return "%s[%s]['N']::VARCHAR"
        .formatted(Sql.name(MetaColumn.OVERFLOW), Sql.text(attribute.name()));
  }

  private String match() {
    return sameKey(shape, keysInOverflow) + bounds;
  }

  private static String is(String op) {
    return "s." + StagingTable.OP + " = '" + op + "'";
  }

  /** Adds all rows. */
  String insert() {
    return "INSERT INTO %s (%s) SELECT %s FROM %s AS s"
        .formatted(table.sql(), Sql.columns(shape, ""), Sql.columns(shape, "s."), rows);
  }

  /** Adds the rows that are new images, and with {@code marks} those that mark a delete. */
  String insertNew(boolean marks) {
    return insert() + " WHERE " + (marks ? "(" + is("p") + " OR " + is("m") + ")" : is("p"));
  }

  /** Removes the rows that are replaced or removed. */
  String delete() {
    return "DELETE FROM %s AS t USING %s AS s WHERE %s AND (%s OR %s)"
        .formatted(table.sql(), keys, match(), is("p"), is("r"));
  }

  /** Marks the rows that are there. */
  String mark() {
    List<String> sets = new ArrayList<>();
    for (MetaColumn column : shape.metadata()) {
      switch (column) {
        case SEQUENCE, COMMITTED_AT, SYNCED_AT, DELETED, SHARD ->
            sets.add("%1$s = s.%1$s".formatted(Sql.name(column)));
        case VALID_TO, DOCUMENT, OVERFLOW -> {}
      }
    }
    return "UPDATE %s AS t SET %s FROM %s AS s WHERE %s AND %s"
        .formatted(table.sql(), String.join(", ", sets), keys, match(), is("m"));
  }

  /** Adds the marks of keys that have no row. */
  String insertMarks() {
    return "INSERT INTO %s (%s) SELECT %s FROM %s AS s LEFT JOIN %s AS t ON %s WHERE %s AND t.%s IS NULL"
        .formatted(
            table.sql(),
            Sql.columns(shape, ""),
            Sql.columns(shape, "s."),
            rows,
            table.sql(),
            match(),
            is("m"),
            Sql.name(MetaColumn.SYNCED_AT));
  }

  /** Removes open versions out of an export that is not older than the change it meets. */
  String deleteOvertaken() {
    return "DELETE FROM %s AS t USING %s AS s WHERE %s AND s.%s AND t.%s IS NULL AND %s AND t.%6$s >= s.%6$s"
        .replace("%6$s", Sql.name(MetaColumn.COMMITTED_AT))
        .formatted(
            table.sql(),
            keys,
            match(),
            StagingTable.FIRST,
            Sql.name(MetaColumn.VALID_TO),
            ofExport());
  }

  private static String ofExport() {
    return "(t.%1$s IS NULL OR t.%1$s = '0')".formatted(Sql.name(MetaColumn.SEQUENCE));
  }

  /** Closes open versions by the first change of their key. */
  String close() {
    return "UPDATE %s AS t SET %s = s.%s FROM %s AS s WHERE %s AND s.%s AND t.%s IS NULL"
        .formatted(
            table.sql(),
            Sql.name(MetaColumn.VALID_TO),
            Sql.name(MetaColumn.COMMITTED_AT),
            keys,
            match(),
            StagingTable.FIRST,
            Sql.name(MetaColumn.VALID_TO));
  }
}
