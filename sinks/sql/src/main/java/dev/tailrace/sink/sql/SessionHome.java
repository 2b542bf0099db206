package dev.tailrace.sink.sql;

import java.sql.Connection;
import java.sql.SQLException;

/** Where sessions come from: how a warehouse begins and ends transactions. */
public interface SessionHome {
  /** Begins a transaction that writes. */
  void begin(Connection connection) throws SQLException;

  /** Begins a transaction that only reads, and sees one moment. */
  void beginSnapshot(Connection connection) throws SQLException;

  /** Commits. */
  void commit(Connection connection) throws SQLException;

  /** Ends the transaction without a trace. */
  void rollBack(Connection connection) throws SQLException;

  /**
   * A failure with a message for people: what happened and where, and nothing of the rows that the
   * statement was about. It has the failure's stack trace and no cause.
   */
  SQLException withoutValues(SQLException failure);

  /**
   * Takes a connection that its session needs no more.
   *
   * @param broken whether nobody knows what state it is in, so that it must be closed
   */
  void takeBack(Connection connection, boolean broken);
}
