package dev.tailrace.sink.snowflake;

import dev.tailrace.projection.Column;
import dev.tailrace.projection.TableShape;
import java.sql.SQLException;
import java.util.stream.Collectors;

/**
 * Rows that the warehouse has made of a data file by itself, in a temporary table of their own: so
 * the transaction that takes them in, which others wait for, only copies. Where a failure keeps
 * them from being dropped, they go with the session, which is given up then.
 */
final class StoredRows {
  private final Session session;
  private final TableShape shape;
  private final String table;
  private final boolean attributesMissing;
  private long items;
  private long drifted;
  private boolean keyless;

  private StoredRows(Session session, TableShape shape, boolean attributesMissing) {
    this.session = session;
    this.shape = shape;
    this.table = StateSchema.SCHEMA + "." + Sql.name("rows_" + StagingTable.unique());
    this.attributesMissing = attributesMissing;
  }

  /**
   * Makes the rows.
   *
   * @param attributesMissing whether some of them have attributes without a column in their
   *     overflow documents
   * @param select as {@link ItemSql#select} gives it
   */
  static StoredRows make(
      Session session, TableShape shape, boolean attributesMissing, String select)
      throws SQLException {
    StoredRows rows = new StoredRows(session, shape, attributesMissing);
    session.execute(
        "CREATE TEMPORARY TABLE %s (%s)".formatted(rows.table, ItemSql.definitions(shape)));
    session.execute(
        "INSERT INTO %s (%s, %s) %s"
            .formatted(rows.table, Sql.columns(shape, ""), ItemSql.DRIFTED, select));
    rows.measure();
    return rows;
  }

  private void measure() throws SQLException {
    String keyless =
        shape.keyColumns().stream()
            .map(Column::name)
            .map(n -> Sql.name(n) + " IS NULL")
            .collect(Collectors.joining(" OR "));
    session.forEach(
        r -> {
          items = r.getLong(1);
          drifted = r.getLong(2);
          this.keyless = r.getLong(3) > 0;
        },
        "SELECT COUNT(*), COALESCE(SUM(%s), 0), COUNT(CASE WHEN %s THEN 1 END) FROM %s"
            .formatted(ItemSql.DRIFTED, keyless, table));
  }

  long items() {
    return items;
  }

  /** How many values their columns could not hold. */
  long drifted() {
    return drifted;
  }

  /** Whether some row lacks its key, or has one that no column holds. */
  boolean isKeyless() {
    return keyless;
  }

  /** Whether there may be something in overflow documents that another column could hold. */
  boolean columnsMissing() {
    return attributesMissing || drifted > 0;
  }

  /** The statement that adds the rows to a table. */
  String insertInto(TableName target) {
    String columns = Sql.columns(shape, "");
    return "INSERT INTO %s (%s) SELECT %s FROM %s".formatted(target.sql(), columns, columns, table);
  }

  /** Drops their table, outside of a transaction. */
  void drop() throws SQLException {
    session.execute("DROP TABLE IF EXISTS " + table);
  }
}
