package dev.tailrace.sink.snowflake;

import dev.tailrace.projection.Column;
import dev.tailrace.projection.MetaColumn;
import dev.tailrace.projection.TableShape;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A temporary table of one VARIANT column, into which files of rows are copied. Only its session
 * sees it.
 */
final class StagingTable {
  static final String OP = Sql.name("_tailrace_staged_op");
  static final String FIRST = Sql.name("_tailrace_staged_first");

  private final Session session;
  private final String name;

  private StagingTable(Session session, String name) {
    this.session = session;
    this.name = name;
  }

  static StagingTable create(Session session) throws SQLException {
    String name = StateSchema.SCHEMA + "." + Sql.name("staging_" + unique());
    session.execute("CREATE TEMPORARY TABLE " + name + " (\"v\" VARIANT)");
    return new StagingTable(session, name);
  }

  /** Letters and digits that nobody else comes up with. */
  static String unique() {
    return UUID.randomUUID().toString().replace("-", "");
  }

  /** The table, as SQL names it. */
  String sql() {
    return name;
  }

  void empty() throws SQLException {
    session.execute("DELETE FROM " + name);
  }

  /**
   * Adds the rows of a file. It lies in a folder of its own, so that no other file is taken for it
   * and Snowflake's memory of loaded files never matters.
   */
  void copy(RowFile file) throws SQLException {
    if (file.rows() == 0) {
      return;
    }
    String folder = unique();
    session.upload(file.path(), folder, "rows.json.gz");
    session.execute(
        "COPY INTO %s FROM @%s/%s/ FILE_FORMAT = (TYPE = JSON) PURGE = TRUE"
            .formatted(name, StateSchema.STAGE, folder));
  }

  /** A field of a staged row. */
  static String field(String field) {
    return "\"v\":\"" + field + "\"";
  }

  /** The query that gives the rows the columns of {@code shape}, and what they do. */
  String rows(TableShape shape) {
    return rows(name, shape);
  }

  /** The same of the staging table that SQL names {@code table}. */
  static String rows(String table, TableShape shape) {
    List<String> values = new ArrayList<>();
    values.add(field(RowFile.OP) + "::VARCHAR AS " + OP);
    values.add(field(RowFile.FIRST) + "::BOOLEAN AS " + FIRST);
    int index = 0;
    for (Column column : shape.columns()) {
      values.add(
          Sql.value(field(RowFile.column(index)), column.type())
              + " AS "
              + Sql.name(column.name()));
      index++;
    }
    for (MetaColumn column : shape.metadata()) {
      values.add(
          Sql.value(field(RowFile.column(column)), column.type()) + " AS " + Sql.name(column));
    }
    return "(SELECT " + String.join(", ", values) + " FROM " + table + ")";
  }
}
