package dev.tailrace.sink.snowflake;

import dev.tailrace.projection.Column;
import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.MetaColumn;
import dev.tailrace.projection.TableShape;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Names, values and types as they are written in Snowflake's SQL. */
final class Sql {
  private Sql() {}

  /** A name in quotes, so that case is kept and reserved words and odd characters allowed. */
  static String name(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  static String name(MetaColumn column) {
    return name(column.columnName());
  }

  /** A string as a literal. */
  static String text(String value) {
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'";
  }

  /** The type of a table's column. */
  static String type(ColumnType type) {
    return switch (type) {
      case ColumnType.Text t -> "VARCHAR";
      case ColumnType.Bytes t -> "BINARY";
      case ColumnType.Bool t -> "BOOLEAN";
      case ColumnType.Int64 t -> "NUMBER(19,0)";
      case ColumnType.Decimal d -> "NUMBER(%d,%d)".formatted(d.precision(), d.scale());
      case ColumnType.Json t -> "VARIANT";
      case ColumnType.Timestamp t -> "TIMESTAMP_TZ(6)";
      case ColumnType.Float64 t -> "FLOAT";
    };
  }

  /**
   * The value of a column out of a field of a VARIANT. Numbers and times are texts there: a JSON
   * number may become a floating point number on the way.
   */
  static String value(String field, ColumnType type) {
    String text = field + "::VARCHAR";
    return switch (type) {
      case ColumnType.Text t -> text;
      case ColumnType.Bytes t -> "TO_BINARY(" + text + ", 'BASE64')";
      case ColumnType.Bool t -> field + "::BOOLEAN";
      case ColumnType.Json t -> field;
      case ColumnType.Int64 t -> text + "::" + type(type);
      case ColumnType.Decimal d -> text + "::" + type(type);
      case ColumnType.Timestamp t -> text + "::" + type(type);
      case ColumnType.Float64 t -> text + "::" + type(type);
    };
  }

  /** The columns of a table with their types, the metadata's last. */
  static String definitions(TableShape shape) {
    return Stream.concat(
            shape.columns().stream().map(Sql::definition),
            shape.metadata().stream().map(c -> name(c) + " " + type(c.type())))
        .collect(Collectors.joining(", "));
  }

  static String definition(Column column) {
    return name(column.name()) + " " + type(column.type());
  }

  /** The names of the columns in the same order, each behind {@code prefix}. */
  static String columns(TableShape shape, String prefix) {
    return Stream.concat(
            shape.columns().stream().map(c -> name(c.name())),
            shape.metadata().stream().map(Sql::name))
        .map(n -> prefix + n)
        .collect(Collectors.joining(", "));
  }
}
