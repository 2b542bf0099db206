package dev.tailrace.sink.sql;

import dev.tailrace.projection.ColumnType;
import dev.tailrace.sink.SinkException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The tables that Tailrace keeps its own state in. */
public final class StateSchema {
  /** Which tables there are, and with which columns; other versions are not read. */
  public static final int VERSION = 2;

  private static final String SCHEMA = "tailrace";
  private static final String OF_TABLE = "pipeline text, source_table text, ";

  /**
   * A table, its columns, and how many of them at the beginning are its primary key. A question
   * mark stands behind those that may be NULL.
   */
  private record Definition(String name, String columns, int keyColumns) {}

  private static final List<Definition> TABLES =
      List.of(
          new Definition("version", "version bigint", 0),
          new Definition(
              "tables", OF_TABLE + "version bigint, epoch bigint, phase text, document text", 2),
          new Definition("log_ends", OF_TABLE + "log_end bigint", 2),
          new Definition(
              "checkpoints",
              OF_TABLE
                  + "stream_arn text, shard_id text, sequence text?, finished boolean,"
                  + " epoch bigint, complete_until timestamp?",
              4),
          new Definition(
              "files", OF_TABLE + "file_key text, items bigint, columns_missing boolean", 3),
          // What a load must find unchanged at its end: the generation is another one after
          // whatever happens to a shadow table but loads.
          new Definition(
              "targets",
              "schema_name text, table_name text, " + OF_TABLE + "options text, generation text",
              2),
          new Definition(
              "columns",
              "schema_name text, table_name text, ordinal bigint, attribute text,"
                  + " column_name text, type text, key_type text?",
              3),
          new Definition(
              "change_log",
              OF_TABLE
                  + "ordinal bigint, op text, key bytes, item text, stream_arn text,"
                  + " shard_id text, sequence text, committed_at timestamp",
              3));

  private StateSchema() {}

  /** The statements that make the tables. */
  public static List<String> statements(Dialect dialect) {
    List<String> statements = new ArrayList<>();
    statements.add("CREATE SCHEMA IF NOT EXISTS " + SCHEMA);
    TABLES.forEach(t -> statements.add(createSql(t, dialect)));
    statements.add("INSERT INTO tailrace.version VALUES (" + VERSION + ")");
    return statements;
  }

  private static String createSql(Definition table, Dialect dialect) {
    List<String> names = new ArrayList<>();
    List<String> definitions = new ArrayList<>();
    for (String column : table.columns().split(", ", -1)) {
      String name = column.substring(0, column.indexOf(' '));
      String type = column.substring(column.indexOf(' ') + 1);
      boolean nullable = type.endsWith("?");
      ColumnType parsed =
          type.startsWith("timestamp")
              ? new ColumnType.Timestamp()
              : ColumnType.parse(nullable ? type.substring(0, type.length() - 1) : type);
      names.add(name);
      definitions.add(name + " " + dialect.type(parsed) + (nullable ? "" : " NOT NULL"));
    }
    String key =
        table.keyColumns() == 0 ? "" : dialect.primaryKey(names.subList(0, table.keyColumns()));
    return "CREATE TABLE %s.%s (%s%s)"
        .formatted(SCHEMA, table.name(), String.join(", ", definitions), key);
  }

  /**
   * Whether the tables are there.
   *
   * @param what the warehouse, for people
   * @throws SinkException.Rejected when they are those of another Tailrace
   */
  public static boolean isThere(Session session, Dialect dialect, String what) throws SQLException {
    boolean made =
        session.queryOne(r -> r.getInt(1), dialect.existsSql(), SCHEMA, "version").isPresent();
    Optional<Integer> stored =
        made
            ? session.queryOne(r -> r.getInt(1), "SELECT version FROM tailrace.version")
            : Optional.empty();
    if (stored.filter(v -> v != VERSION).isPresent()) {
      throw new SinkException.Rejected(
          "%s: its state tables have version %d and this Tailrace knows version %d; run the release that wrote them"
              .formatted(what, stored.get(), VERSION));
    }
    return stored.isPresent();
  }

  /** Makes the tables, and their schema where that is missing. */
  public static void create(Session session, Engine engine) throws SQLException {
    engine.makeSchema(session, SCHEMA);
    for (String statement : statements(engine.dialect())) {
      if (!statement.startsWith("CREATE SCHEMA")) {
        session.execute(statement);
      }
    }
  }
}
