package dev.tailrace.sink.sql;

import dev.tailrace.item.KeySchema;
import dev.tailrace.projection.Column;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.MetaColumn;
import dev.tailrace.projection.TableShape;
import java.util.List;

/** The words in which a warehouse differs from others. Pure text. */
public interface Dialect {
  /** The type of a table's column. */
  String type(ColumnType type);

  /** The type of a metadata column. */
  default String type(MetaColumn column) {
    return type(column.type());
  }

  /** A string as a literal. */
  String text(String value);

  /** A name that the warehouse keeps whole: {@code name}, or one that stands for it, always. */
  default String fitted(String name) {
    return name;
  }

  /**
   * The shape with names that the warehouse keeps and no more columns than it has room for. The
   * first {@code settled} columns are left as they are.
   */
  default TableShape fitted(TableShape shape, int settled) {
    return shape;
  }

  /** Up to so many columns {@link Promotion} gives columns to what has none. */
  default int mostPromotedColumns() {
    return Integer.MAX_VALUE;
  }

  /** Statements that add columns to a table. */
  default List<String> addColumns(TableName table, List<Column> columns) {
    return columns.stream()
        .map(c -> Sql.name(c.name()) + " " + type(c.type()))
        .map(d -> "ALTER TABLE %s ADD COLUMN %s".formatted(table.sql(), d))
        .toList();
  }

  /**
   * A statement that gives a column of exact numbers a type that holds all that it does, and more.
   */
  default String widenColumn(TableName table, Column column) {
    return "ALTER TABLE %s ALTER COLUMN %s TYPE %s"
        .formatted(table.sql(), Sql.name(column.name()), type(column.type()));
  }

  /** A condition that a state table's column is a schema's or table's name, a parameter. */
  default String isName(String column) {
    return column + " = ?";
  }

  /** What two names have in common that are one name to the warehouse. */
  default String folded(String name) {
    return fitted(name);
  }

  /** A query of one row if there is a table (or what else takes its name), by schema and name. */
  String existsSql();

  /** That two expressions are equal, or both NULL. */
  default String notDistinct(String one, String other) {
    return one + " IS NOT DISTINCT FROM " + other;
  }

  /** Whether a part of a key like this may be in the overflow document instead of its column. */
  boolean mayOverflow(KeySchema key);

  /**
   * Conditions that the parts of a key that are in the overflow document are the same in two rows.
   * No document is as one without such parts.
   *
   * @param one an expression for a row's overflow document
   * @param other another row's
   */
  List<String> sameOverflowingKey(KeySchema key, String one, String other);

  /** An expression for a text as a JSON string, quotes included. */
  String jsonString(String text);

  /** An expression for bytes in Base64, on one line. */
  String base64(String bytes);

  /** An expression for an overflow document as text. */
  default String overflowText(String document) {
    return "CAST(" + document + " AS VARCHAR)";
  }

  /** An expression for a text of JSON as a value of the overflow's column. */
  default String overflow(String text) {
    return text;
  }

  /** What the conditions of a DELETE call the rows of its table. */
  default String deleted(TableName table) {
    return "t";
  }

  /** How DELETE finds its rows by those of {@code other}, called s. */
  default String delete(TableName table, String other, List<String> conditions) {
    return "DELETE FROM %s AS t USING %s AS s WHERE %s"
        .formatted(table.sql(), other, String.join(" AND ", conditions));
  }

  /** How UPDATE finds its rows, called t, by those of {@code other}, called s. */
  default String update(TableName table, List<String> sets, String other, List<String> conditions) {
    return "UPDATE %s AS t SET %s FROM %s AS s WHERE %s"
        .formatted(table.sql(), String.join(", ", sets), other, String.join(" AND ", conditions));
  }

  /** Stands behind a query whose row only this transaction may change from now on. */
  default String forUpdate() {
    return "";
  }

  /** Stands behind a query whose row nobody may change until this transaction's end. */
  default String forShare() {
    return "";
  }

  /** Stands behind an INSERT that leaves rows alone whose primary key is there. */
  default String orLeave() {
    return "";
  }

  /** A primary key in the definition of a table, with a comma in front; or nothing. */
  default String primaryKey(List<String> columns) {
    return "";
  }
}
