package dev.tailrace.sink.duckdb;

import java.sql.SQLException;
import java.util.List;

/**
 * Divides rows into pages of bounded size, so that they pass through Java a page at a time while
 * the same transaction writes: DuckDB can't keep a result open beside another statement. The pages
 * are a temporary table of row number and page.
 */
final class Pages implements AutoCloseable {
  static final String TABLE = "tailrace_pages";

  private static final long PAGE_BYTES = 16L << 20;

  private final Session session;

  /**
   * Divides the rows that {@code select} yields as {@code id} (BIGINT, ascending from page to page)
   * and {@code weight} (bytes).
   */
  Pages(Session session, String select, Object... parameters) throws SQLException {
    this.session = session;
    session.execute(
        "CREATE OR REPLACE TEMP TABLE "
            + TABLE
            + " AS SELECT id, (sum(weight) OVER (ORDER BY id) // "
            + PAGE_BYTES
            + ")::BIGINT AS page FROM ("
            + select
            + ")",
        parameters);
  }

  /** A page and the range of the rows' ids, both ends included. */
  record Page(long number, long first, long last) {}

  List<Page> all() throws SQLException {
    return session.query(
        r -> new Page(r.getLong(1), r.getLong(2), r.getLong(3)),
        "SELECT page, min(id), max(id) FROM " + TABLE + " GROUP BY page ORDER BY page");
  }

  @Override
  public void close() throws SQLException {
    session.execute("DROP TABLE IF EXISTS " + TABLE);
  }
}
