package dev.tailrace.sink.duckdb;

import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.sql.Dialect;
import dev.tailrace.sink.sql.Engine;
import dev.tailrace.sink.sql.Session;
import dev.tailrace.sink.sql.Sql;
import dev.tailrace.sink.sql.TableName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Comments and indexes that people gave a table, as statements that give them to another of its
 * name. What concerns a column that the other does not have is left out.
 */
final class TableExtras {
  private static final String OF_TABLE =
      " WHERE database_name = current_database()"
          + " AND lower(schema_name) = lower(?) AND lower(table_name) = lower(?)";

  private TableExtras() {}

  /** Of the table that has the name now, for one of {@code shape}. */
  static Engine.SessionWork of(Session session, TableName table, TableShape shape, Dialect dialect)
      throws SQLException {
    List<String> kept = Sql.names(shape).stream().map(TableExtras::folded).toList();
    List<String> gone = new ArrayList<>();
    List<String> statements = new ArrayList<>();
    session.forEach(
        r ->
            statements.add(
                "COMMENT ON TABLE %s IS %s".formatted(table.sql(), dialect.text(r.getString(1)))),
        "SELECT comment FROM duckdb_tables()" + OF_TABLE + " AND comment IS NOT NULL",
        table.schema(),
        table.name());
    session.forEach(
        r -> {
          String name = Sql.name(r.getString(1));
          String comment = r.getString(2);
          if (!kept.contains(folded(name))) {
            gone.add(folded(r.getString(1)));
          } else if (comment != null) {
            statements.add(
                "COMMENT ON COLUMN %s.%s IS %s"
                    .formatted(table.sql(), name, dialect.text(comment)));
          }
        },
        "SELECT column_name, comment FROM duckdb_columns()" + OF_TABLE,
        table.schema(),
        table.name());
    session.forEach(
        r -> {
          String expressions = folded(r.getString(2));
          if (gone.stream().noneMatch(expressions::contains)) {
            statements.add(r.getString(1));
          }
        },
        "SELECT sql, expressions FROM duckdb_indexes()" + OF_TABLE + " AND sql IS NOT NULL",
        table.schema(),
        table.name());
    return s -> {
      for (String statement : statements) {
        s.execute(statement);
      }
    };
  }

  private static String folded(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
