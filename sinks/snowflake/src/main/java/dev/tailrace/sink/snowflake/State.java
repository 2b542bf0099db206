package dev.tailrace.sink.snowflake;

import dev.tailrace.sink.LifeRow;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.TableId;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Reads and writes one source's state table.
 *
 * <p>Snowflake isolates statements, not transactions: each sees what was committed before it began.
 * So a transaction first updates the row of kind lock, which waits for every other one that did so,
 * and then reads: nobody else changes anything until it ends. What it writes is compared once more
 * by the statement that writes it.
 */
final class State {
  /** Of earlier tokens so much is kept that some dozens of commits may follow before one looks. */
  private static final int TOKENS_LENGTH = 2000;

  private final Session session;
  private final TableId table;
  private final String name;
  private String token = "";

  State(Session session, TableId table) {
    this.session = session;
    this.table = table;
    this.name = StateSchema.stateTable(table);
  }

  /** The state table, as SQL names it. */
  String table() {
    return name;
  }

  /** Everything, as it is at one moment; empty when nothing was ever stored. */
  Optional<Snapshot> read() throws SQLException {
    try {
      return Optional.of(Snapshot.of(table, rows("")));
    } catch (SQLException e) {
      if (Failures.isMissing(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * Begins a transaction, waits until no other one has the state, and reads all of it but the
   * files.
   */
  Snapshot lock() throws SQLException {
    token = StagingTable.unique();
    session.begin();
    session.execute(
        "UPDATE %s SET \"number\" = \"number\" + 1, \"position\" = CONCAT(?, ' ', LEFT(\"position\", %d)) WHERE \"kind\" = 'lock'"
            .formatted(name, TOKENS_LENGTH),
        token);
    return Snapshot.of(table, rows(" WHERE \"kind\" <> 'file'"));
  }

  private List<StateRow> rows(String where) throws SQLException {
    return session.query(StateRow::read, "SELECT " + StateRow.COLUMNS + " FROM " + name + where);
  }

  /**
   * Commits the transaction that {@link #lock} began, and makes sure that it was this one.
   *
   * @param what is committed, for people
   * @throws SinkException.Unavailable when Snowflake had given the transaction up before
   * @throws SinkException.OutcomeUnknown when the answer fails to come, or says nothing
   */
  void commit(String what) throws SQLException {
    if (!hasToken()) {
      throw new SinkException.Unavailable(
          what + ": Snowflake gave up the transaction, since it stood idle; nothing was changed",
          new SQLException("the lock was lost"));
    }
    try {
      session.commit();
      // COMMIT's answer is the same where there was no transaction any more.
      if (!hasToken()) {
        throw new SQLException("the transaction is not among those that were committed last");
      }
    } catch (SQLException e) {
      throw Failures.ofCommit(what, e);
    }
  }

  /** Whether the lock's row has this transaction's token, as it alone sees before its end. */
  private boolean hasToken() throws SQLException {
    return session
        .queryOne(
            r -> r.getString(1),
            "SELECT \"position\" FROM %s WHERE \"kind\" = 'lock'".formatted(name))
        .filter(tokens -> tokens.contains(token))
        .isPresent();
  }

  /** Refuses, at their end, the loads that have begun, and commits that were prepared. */
  void beginGeneration() throws SQLException {
    session.execute(
        "UPDATE %s SET \"epoch\" = \"epoch\" + 1 WHERE \"kind\" = 'lock'".formatted(name));
  }

  void moveLife(LifeRow stored, LifeRow next) throws SQLException {
    check(
        session.execute(
            "UPDATE %s SET \"number\" = %d, \"epoch\" = %d, \"name\" = ?, \"text\" = ? WHERE \"kind\" = 'life' AND \"number\" = %d AND \"epoch\" <= %d"
                .formatted(name, next.version(), next.epoch(), stored.version(), next.epoch()),
            next.phase(),
            next.document()),
        1);
  }

  /** A row that was locked has changed: the lock does not hold, and nothing may be committed. */
  void check(long changed, long expected) {
    if (changed != expected) {
      throw new SinkException.Rejected(
          "%s: %d rows of its state were to change, and %d did; nothing was changed. Does something else write to %s?"
              .formatted(table, expected, changed, name));
    }
  }

  void moveLogEnd(long from, long to) throws SQLException {
    check(
        session.execute(
            "UPDATE %s SET \"number\" = %d WHERE \"kind\" = 'log' AND \"number\" = %d"
                .formatted(name, to, from)),
        1);
  }

  /** How many items were loaded from a file, if it was loaded. */
  Optional<Long> loadedItems(String fileKey) throws SQLException {
    return session.queryOne(
        r -> r.getLong(1),
        "SELECT \"number\" FROM %s WHERE \"kind\" = 'file' AND \"name\" = ?".formatted(name),
        fileKey);
  }

  void addFile(String fileKey, long items) throws SQLException {
    session.execute(
        "INSERT INTO %s (%s) SELECT 'file', ?, '', '', 0, %d, ''"
            .formatted(name, StateRow.COLUMNS, items),
        fileKey);
  }

  void forgetFiles() throws SQLException {
    session.execute("DELETE FROM %s WHERE \"kind\" = 'file'".formatted(name));
  }

  void forgetLog() throws SQLException {
    session.execute("DELETE FROM " + StateSchema.logTable(table));
  }

  /** Stores an entry in place of the one with its target and role. */
  void put(Entry entry) throws SQLException {
    remove(entry);
    session.execute(
        "INSERT INTO %s (%s) SELECT 'table', ?, ?, ?, 0, %d, ?"
            .formatted(name, StateRow.COLUMNS, entry.made()),
        entry.schema(),
        entry.name(),
        entry.role().name(),
        entry.toText());
  }

  /** Forgets the entry with the target and role of this one. */
  void remove(Entry entry) throws SQLException {
    session.execute(
        "DELETE FROM %s WHERE \"kind\" = 'table' AND \"name\" = ? AND \"part\" = ? AND \"position\" = ?"
            .formatted(name),
        entry.schema(),
        entry.name(),
        entry.role().name());
  }

  /** Notes that all columns of an entry are there, if it is still stored like this. */
  void noteMade(Entry entry) throws SQLException {
    session.execute(
        "UPDATE %s SET \"number\" = %d WHERE \"kind\" = 'table' AND \"name\" = ? AND \"part\" = ? AND \"text\" = ?"
            .formatted(name, entry.shape().columns().size()),
        entry.schema(),
        entry.name(),
        entry.toText());
  }

  /** Whether two reads have the same tables with the same columns. */
  static boolean sameTables(List<Entry> one, List<Entry> other) {
    return shapes(one).equals(shapes(other));
  }

  private static Map<String, Entry> shapes(List<Entry> entries) {
    return entries.stream()
        .collect(Collectors.toMap(e -> e.target() + "\n" + e.role(), e -> e.withMade(0)));
  }
}
