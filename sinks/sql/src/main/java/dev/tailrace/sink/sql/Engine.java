package dev.tailrace.sink.sql;

import dev.tailrace.projection.TableShape;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

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

  /**
   * Runs work in a transaction of its own, which is committed while this session's goes on: for
   * locks that must not be held until its end. The work must not touch what this session has
   * changed, and may be run several times. Here it is part of the session's transaction.
   */
  default void apart(Session session, SessionWork work) throws SQLException {
    work.run(session);
  }

  /** What is done within a session's transaction. */
  @FunctionalInterface
  interface SessionWork {
    /** Does it. */
    void run(Session session) throws SQLException;
  }

  /**
   * A live table and the shadow that is to replace it.
   *
   * @param before the shape of the live table
   * @param after the shape of the shadow
   */
  record Replacement(TableName live, TableShape before, TableName shadow, TableShape after) {}

  /** Makes a live table's rows those of its shadow, within the transaction that it was made for. */
  @FunctionalInterface
  interface RowSwap {
    /**
     * Does it; the shadow is of no more use then.
     *
     * @param shadow the shape that the shadow has by now
     */
    void run(TableShape shadow) throws SQLException;
  }

  /**
   * How the live table stays and gets the shadow's rows, so that all that people have made of it
   * and for it stays as well. Called before the transaction reads the live table. Empty where the
   * shadow takes the live table's place.
   *
   * @throws dev.tailrace.sink.SinkException.Rejected where neither is possible
   */
  default Optional<RowSwap> rowSwap(Session session, Catalogue catalogue, Replacement replacement)
      throws SQLException {
    return Optional.empty();
  }

  /**
   * Refuses, before a shadow is filled, a swap that could not be done.
   *
   * @throws dev.tailrace.sink.SinkException.Rejected with what to do
   */
  default void checkSwap(Session session, Replacement replacement) throws SQLException {}

  /**
   * Gives the shadow, which takes the live table's place, what that has beside its rows.
   *
   * @return what is left to do once the shadow has the live table's name
   */
  default SessionWork beforeSwap(Session session, Replacement replacement) throws SQLException {
    return s -> {};
  }
}
