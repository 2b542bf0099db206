package dev.tailrace.sink.sql;

import dev.tailrace.projection.TableShape;
import java.sql.SQLException;
import java.util.List;

/**
 * What a warehouse does in its own way: it takes rows in and hands many out, each by its quickest
 * means. All within the session's transaction.
 */
public interface Engine {
  /** The warehouse's words. */
  Dialect dialect();

  /**
   * Puts rows where the statements of {@link MergeSql} find them, for this session alone.
   *
   * @throws dev.tailrace.item.MalformedItemException when an item is not DynamoDB JSON or lacks its
   *     key; the transaction is of no more use then
   */
  Staged stage(Session session, TableShape shape, StagedRows rows) throws SQLException;

  /** Forgets staged rows. */
  void unstage(Session session, Staged staged) throws SQLException;

  /** Appends rows to a table of state, its columns in the order of {@code rows}. */
  void append(Session session, String table, RowSource rows) throws SQLException;

  /**
   * Hands out the rows of a query in pages of bounded size; the consumer may run statements of the
   * same session.
   */
  <T> void forEachPage(
      Session session, Scan scan, Session.RowReader<T> reader, PageConsumer<T> consumer)
      throws SQLException;

  /** Takes a page of rows. */
  @FunctionalInterface
  interface PageConsumer<T> {
    /** Takes the page's rows, one at least. */
    void accept(List<T> page) throws SQLException;
  }

  /**
   * A query that is read in pages.
   *
   * @param columns what stands between SELECT and FROM, each with a name
   * @param from what stands behind FROM, with conditions
   * @param order an expression that orders the rows distinctly; empty where the order is all one
   * @param weight about how many bytes a row takes in Java, an expression
   * @param parameters of {@code from}
   */
  record Scan(String columns, String from, String order, String weight, List<Object> parameters) {
    /** How much a page holds, by weight. */
    public static final long PAGE_BYTES = 16L << 20;
  }

  /** Called before work that takes as long as a table is large. */
  default void allowBuilding(Session session) throws SQLException {}

  /** Makes a schema where it is missing. */
  default void makeSchema(Session session, String schema) throws SQLException {
    session.execute("CREATE SCHEMA IF NOT EXISTS " + Sql.name(schema));
  }

  /** Keeps other workers from widening the table until the transaction's end. */
  default void lockForWidening(Session session, TableName table) throws SQLException {}

  /** Makes what helps merges find their rows, where it is missing; the table is filled. */
  default void finish(Session session, TableName table, TableShape shape) throws SQLException {}

  /** Gives {@code shadow}, which takes the place of {@code live}, what that has beside its rows. */
  default void beforeSwap(Session session, TableName live, TableName shadow) throws SQLException {}
}
