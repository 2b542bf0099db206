package dev.tailrace.sink.sql;

import dev.tailrace.projection.Column;
import dev.tailrace.projection.MetaColumn;
import dev.tailrace.projection.TableShape;
import java.util.List;
import java.util.stream.Stream;

/** How statements are written, whatever the warehouse. */
public final class Sql {
  private Sql() {}

  /** A name in quotes, so that capitals are kept and reserved words and odd characters allowed. */
  public static String name(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** A metadata column's name in quotes. */
  public static String name(MetaColumn column) {
    return name(column.columnName());
  }

  /** The names of all columns of a table when it is made, in quotes: the metadata's last. */
  public static List<String> names(TableShape shape) {
    return Stream.concat(
            shape.columns().stream().map(Column::name),
            shape.metadata().stream().map(MetaColumn::columnName))
        .map(Sql::name)
        .toList();
  }

  /** The columns of a table with their types, in the same order. */
  public static List<String> definitions(TableShape shape, Dialect dialect) {
    return Stream.concat(
            shape.columns().stream().map(c -> name(c.name()) + " " + dialect.type(c.type())),
            shape.metadata().stream().map(c -> name(c) + " " + dialect.type(c)))
        .toList();
  }
}
