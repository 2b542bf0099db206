package dev.tailrace.sink.snowflake;

import dev.tailrace.sink.RowChange.Kind;
import java.sql.SQLException;
import java.util.List;

/** Takes staged rows into a table, within the session's transaction. */
final class TableWriter {
  private final Session session;
  private final TableName table;

  TableWriter(Session session, TableName table) {
    this.session = session;
    this.table = table;
  }

  /** Adds rows of keys that the table does not have. */
  void append(StagingTable staging, RowEncoder rows) throws SQLException {
    session.execute(sql(staging, rows).insert());
  }

  /** Adds rows that the warehouse made itself, of keys that the table does not have. */
  void append(StoredRows rows) throws SQLException {
    session.execute(rows.insertInto(table));
  }

  /** Does what the changes that were encoded do. */
  void merge(StagingTable staging, RowEncoder rows) throws SQLException {
    if (rows.file().rows() == 0) {
      return;
    }
    if (rows.shape().options().history()) {
      addVersions(staging, rows);
    } else {
      replace(staging, rows);
    }
  }

  private void replace(StagingTable staging, RowEncoder rows) throws SQLException {
    MergeSql sql = sql(staging, rows);
    String[] bounds = bounds(rows);
    if (rows.has(Kind.MARK)) {
      session.execute(sql.mark(), bounds);
      session.execute(sql.insertMarks(), bounds);
    }
    if (rows.has(Kind.PUT) || rows.has(Kind.REMOVE)) {
      session.execute(sql.delete(), bounds);
    }
    if (rows.has(Kind.PUT)) {
      session.execute(sql.insertNew(false));
    }
  }

  private void addVersions(StagingTable staging, RowEncoder rows) throws SQLException {
    MergeSql sql = sql(staging, rows);
    String[] bounds = bounds(rows);
    session.execute(sql.deleteOvertaken(), bounds);
    session.execute(sql.close(), bounds);
    session.execute(sql.insertNew(true));
  }

  private MergeSql sql(StagingTable staging, RowEncoder rows) {
    return new MergeSql(
        table,
        rows.shape(),
        staging.sql(),
        rows.hasKeysInOverflow() ? "" : rows.bounds().condition(),
        rows.hasKeysInOverflow());
  }

  private static String[] bounds(RowEncoder rows) {
    List<String> parameters = rows.hasKeysInOverflow() ? List.of() : rows.bounds().parameters();
    return parameters.toArray(String[]::new);
  }
}
