package dev.tailrace.sink.sql;

import dev.tailrace.sink.LifeRow;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.TableId;
import dev.tailrace.sink.TableState;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads and writes one source table's life row, files and log end, within the session's
 * transaction.
 *
 * <p>Where several workers write to one warehouse, locks on rows keep them apart, always taken in
 * this order: the life row, the checkpoints by name, then whatever the work touches. A commit that
 * moves the life or touches a shadow table locks the life row for itself; all others, and loads at
 * their end, share it. So whoever has it alone sees all that the others did, and none of them is
 * half way.
 */
public final class State {
  static final String OF_TABLE = " WHERE pipeline = ? AND source_table = ?";

  private static final LifeRow NONE = new LifeRow(0, 0, "", "");

  private final Session session;
  private final Dialect dialect;
  private final TableId table;

  /** The state of {@code table}. */
  public State(Session session, Dialect dialect, TableId table) {
    this.session = session;
    this.dialect = dialect;
    this.table = table;
  }

  /** How the life row is locked. */
  public enum Lock {
    /** Not at all. */
    NONE,
    /** Others may read on but not change it. */
    SHARED,
    /** Nobody else may lock it. */
    ALONE
  }

  /** The life row; one of version 0 when there is none. It is made when it is to be locked. */
  public LifeRow life(Lock lock) throws SQLException {
    Optional<LifeRow> life = stored(lock);
    if (life.isPresent() || lock == Lock.NONE) {
      return life.orElse(NONE);
    }
    // Waits for another worker that is at the same, and leaves the rows that it made.
    session.execute(
        "INSERT INTO tailrace.tables VALUES (?, ?, 0, 0, '', '')" + dialect.orLeave(),
        table.pipeline(),
        table.table());
    session.execute(
        "INSERT INTO tailrace.log_ends VALUES (?, ?, 0)" + dialect.orLeave(),
        table.pipeline(),
        table.table());
    return stored(lock).orElse(NONE);
  }

  private Optional<LifeRow> stored(Lock lock) throws SQLException {
    String suffix =
        switch (lock) {
          case NONE -> "";
          case SHARED -> dialect.forShare();
          case ALONE -> dialect.forUpdate();
        };
    return session.queryOne(
        r -> new LifeRow(r.getLong(1), r.getLong(2), r.getString(3), r.getString(4)),
        "SELECT version, epoch, phase, document FROM tailrace.tables" + OF_TABLE + suffix,
        table.pipeline(),
        table.table());
  }

  /** Everything, for a transaction that sees one moment. */
  public TableState read() throws SQLException {
    LifeRow life = life(Lock.NONE);
    Map<String, Long> files = new LinkedHashMap<>();
    session.forEach(
        r -> files.put(r.getString(1), r.getLong(2)),
        "SELECT file_key, items FROM tailrace.files" + OF_TABLE + " ORDER BY file_key",
        table.pipeline(),
        table.table());
    return new TableState(
        life.version() == 0 ? Optional.empty() : Optional.of(life),
        new Checkpoints(session, dialect, table).all(),
        files,
        logEnd());
  }

  /** Why something prepared for a version of the life row must not happen, if there is a reason. */
  public Optional<String> refusal(LifeRow stored, long expectedVersion) {
    return stored.version() == expectedVersion
        ? Optional.empty()
        : Optional.of(
            "%s: its life is at version %d, not %d"
                .formatted(table, stored.version(), expectedVersion));
  }

  /** Why the life row must not be moved to {@code next}, if there is a reason. */
  public Optional<String> fence(LifeRow stored, LifeRow next) {
    return next.epoch() >= stored.epoch()
        ? Optional.empty()
        : Optional.of(
            "%s: its life was moved under epoch %d, and this is epoch %d"
                .formatted(table, stored.epoch(), next.epoch()));
  }

  /** Moves the life row, which is locked. */
  public void move(LifeRow stored, LifeRow next) throws SQLException {
    if (next.version() != stored.version() + 1) {
      throw new SinkException.Rejected(
          "%s: the life row's version goes from %d to %d, and must go up by one"
              .formatted(table, stored.version(), next.version()));
    }
    session.execute(
        "UPDATE tailrace.tables SET version = ?, epoch = ?, phase = ?, document = ?" + OF_TABLE,
        next.version(),
        next.epoch(),
        next.phase(),
        next.document(),
        table.pipeline(),
        table.table());
  }

  /** The ordinal of the log's last entry. */
  public long logEnd() throws SQLException {
    return session
        .queryOne(
            r -> r.getLong(1),
            "SELECT log_end FROM tailrace.log_ends" + OF_TABLE,
            table.pipeline(),
            table.table())
        .orElse(0L);
  }

  /** How many items were loaded from a file, if it was loaded. */
  public Optional<Long> loadedItems(String fileKey) throws SQLException {
    return session.queryOne(
        r -> r.getLong(1),
        "SELECT items FROM tailrace.files" + OF_TABLE + " AND file_key = ?",
        table.pipeline(),
        table.table(),
        fileKey);
  }

  /**
   * Notes a file as loaded; false when another load did. Waits for one that is about to note it.
   *
   * @param columnsMissing whether it has what the shadow table has no column for, or too narrow a
   *     one
   */
  public boolean addFile(String fileKey, long items, boolean columnsMissing) throws SQLException {
    return session.execute(
            "INSERT INTO tailrace.files VALUES (?, ?, ?, ?, ?)" + dialect.orLeave(),
            table.pipeline(),
            table.table(),
            fileKey,
            items,
            columnsMissing)
        == 1;
  }

  /** Says that the shadow table has the columns that the files loaded so far ask for. */
  void columnsAreThere() throws SQLException {
    session.execute(
        "UPDATE tailrace.files SET columns_missing = FALSE" + OF_TABLE + " AND columns_missing",
        table.pipeline(),
        table.table());
  }

  /** Whether a file was loaded that asks for columns that the shadow table does not have. */
  boolean columnsMissing() throws SQLException {
    return session
        .queryOne(
            r -> r.getInt(1),
            "SELECT 1 FROM tailrace.files" + OF_TABLE + " AND columns_missing LIMIT 1",
            table.pipeline(),
            table.table())
        .isPresent();
  }

  void forgetFiles() throws SQLException {
    session.execute("DELETE FROM tailrace.files" + OF_TABLE, table.pipeline(), table.table());
  }

  void forgetLog() throws SQLException {
    session.execute("DELETE FROM tailrace.change_log" + OF_TABLE, table.pipeline(), table.table());
  }
}
