package dev.tailrace.sink.postgres;

import dev.tailrace.projection.MetaColumn;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.sql.KeyMatch;
import dev.tailrace.sink.sql.Session;
import dev.tailrace.sink.sql.Sql;
import dev.tailrace.sink.sql.TableName;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The indexes that a merge finds its rows by. A shadow table gets them once it is filled, which is
 * quicker than filling it with them there. The first one says that a key is there once, of versions
 * open once; users find items by it, too.
 */
final class KeyIndex {
  private KeyIndex() {}

  /** Makes them where they are missing, with the statistics that the planner needs to use them. */
  static void make(Session session, TableName table, TableShape shape, PostgresDialect dialect)
      throws SQLException {
    boolean made =
        session
            .queryOne(
                r -> r.getInt(1),
                "SELECT 1 FROM pg_catalog.pg_indexes WHERE schemaname = ? AND tablename = ?",
                table.schema(),
                table.name())
            .isPresent();
    if (!made) {
      for (String statement : createSql(table, shape, dialect)) {
        session.execute(statement);
      }
      session.execute("ANALYZE " + table.sql());
    }
  }

  static List<String> createSql(TableName table, TableShape shape, PostgresDialect dialect) {
    String columns =
        shape.keyColumns().stream().map(c -> Sql.name(c.name())).collect(Collectors.joining(", "));
    String open =
        shape.options().history() ? " WHERE " + Sql.name(MetaColumn.VALID_TO) + " IS NULL" : "";
    String overflow = Sql.name(MetaColumn.OVERFLOW);
    String keyText = Overflow.indexedSql(Overflow.keyTextSql(shape.key(), overflow, dialect));
    return List.of(
        "CREATE UNIQUE INDEX ON %s (%s)%s".formatted(table.sql(), columns, open),
        "CREATE INDEX ON %s ((%s)) WHERE %s"
            .formatted(table.sql(), keyText, new KeyMatch(dialect, shape).someAbsent("")));
  }
}
