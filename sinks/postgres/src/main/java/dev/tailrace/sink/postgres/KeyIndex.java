package dev.tailrace.sink.postgres;

import dev.tailrace.projection.Column;
import dev.tailrace.projection.TableShape;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The indexes that a merge finds its rows by. A shadow table gets them once it is filled, which is
 * quicker than filling it with them there. The first one says that a key is there once; users find
 * items by it, too.
 */
final class KeyIndex {
  private KeyIndex() {}

  /** Makes them where they are missing, with the statistics that the planner needs to use them. */
  static void make(Session session, Catalogue catalogue, TableName table, TableShape shape)
      throws SQLException {
    if (catalogue.entry(table).filter(Catalogue.Entry::indexed).isPresent()) {
      return;
    }
    for (String statement : createSql(table, shape)) {
      session.execute(statement);
    }
    catalogue.noteIndexed(table);
    session.execute("ANALYZE " + table.sql());
  }

  static List<String> createSql(TableName table, TableShape shape) {
    String columns =
        shape.keyColumns().stream().map(c -> Sql.name(c.name())).collect(Collectors.joining(", "));
    String keyText = Overflow.indexedSql(Overflow.keyTextSql(shape.key(), ""));
    return List.of(
        "CREATE UNIQUE INDEX ON %s (%s)".formatted(table.sql(), columns),
        "CREATE INDEX ON %s ((%s)) WHERE %s"
            .formatted(table.sql(), keyText, someKeyAbsent(shape, "")));
  }

  /** That a row has a part of its key in the overflow. */
  static String someKeyAbsent(TableShape shape, String alias) {
    return shape.keyColumns().stream()
        .map(Column::name)
        .map(c -> alias + Sql.name(c) + " IS NULL")
        .collect(Collectors.joining(" OR ", "(", ")"));
  }
}
