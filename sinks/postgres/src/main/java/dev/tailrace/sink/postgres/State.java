package dev.tailrace.sink.postgres;

import dev.tailrace.sink.Checkpoint;
import dev.tailrace.sink.LifeRow;
import dev.tailrace.sink.Position;
import dev.tailrace.sink.SequenceNumber;
import dev.tailrace.sink.ShardRef;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.TableId;
import dev.tailrace.sink.TableState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads and writes one source table's life row and files, within the session's transaction.
 *
 * <p>Workers are kept apart by locks on rows, always taken in this order: the life row, the
 * checkpoints by name, then whatever the work touches. A commit that moves the life or touches a
 * shadow table locks the life row for itself; all others, and loads at their end, share it. So
 * whoever has it alone sees all that the others did, and none of them is half way.
 */
final class State {
  private static final LifeRow NONE = new LifeRow(0, 0, "", "");
  private static final String OF_TABLE = " WHERE pipeline = ? AND source_table = ?";
  private static final String LIFE = "SELECT version, epoch, phase, document FROM tailrace.tables";

  private final Session session;
  private final TableId table;

  State(Session session, TableId table) {
    this.session = session;
    this.table = table;
  }

  /** The life row, not locked; one of version 0 when there is none. */
  LifeRow life() throws SQLException {
    return life("").orElse(NONE);
  }

  /** The life row, locked so that others can read on but not change it; made when it is missing. */
  LifeRow lockedLife(boolean alone) throws SQLException {
    String lock = alone ? " FOR UPDATE" : " FOR SHARE";
    Optional<LifeRow> life = life(lock);
    if (life.isPresent()) {
      return life.get();
    }
    // Waits for another worker that is at the same, and leaves the row that it made.
    session.execute(
        "INSERT INTO tailrace.tables VALUES (?, ?, 0, 0, '', '') ON CONFLICT DO NOTHING",
        table.pipeline(),
        table.table());
    return life(lock).orElse(NONE);
  }

  private Optional<LifeRow> life(String lock) throws SQLException {
    return session.queryOne(
        r -> new LifeRow(r.getLong(1), r.getLong(2), r.getString(3), r.getString(4)),
        LIFE + OF_TABLE + lock,
        table.pipeline(),
        table.table());
  }

  /** Everything, for a transaction that sees one moment. */
  TableState read() throws SQLException {
    LifeRow life = life();
    Map<String, Long> files = new LinkedHashMap<>();
    session.query(
        r -> files.put(r.getString(1), r.getLong(2)),
        "SELECT file_key, items FROM tailrace.files" + OF_TABLE + " ORDER BY file_key",
        table.pipeline(),
        table.table());
    return new TableState(
        life.version() == 0 ? Optional.empty() : Optional.of(life), checkpoints(), files, logEnd());
  }

  private List<Checkpoint> checkpoints() throws SQLException {
    return session.query(
        State::checkpoint,
        "SELECT stream_arn, shard_id, sequence, finished, epoch, complete_until FROM tailrace.checkpoints"
            + OF_TABLE
            + " ORDER BY stream_arn, shard_id",
        table.pipeline(),
        table.table());
  }

  /** Reads stream_arn, shard_id, sequence, finished, epoch, complete_until. */
  static Checkpoint checkpoint(ResultSet r) throws SQLException {
    String sequence = r.getString(3);
    Position position;
    if (r.getBoolean(4)) {
      position = new Position.Finished();
    } else if (sequence == null) {
      position = new Position.TrimHorizon();
    } else {
      position = new Position.After(SequenceNumber.of(sequence));
    }
    OffsetDateTime until = r.getObject(6, OffsetDateTime.class);
    Optional<Instant> completeUntil = Optional.ofNullable(until).map(OffsetDateTime::toInstant);
    return new Checkpoint(
        new ShardRef(r.getString(1), r.getString(2)), position, r.getLong(5), completeUntil);
  }

  /** Why something prepared for a version of the life row must not happen, if there is a reason. */
  Optional<String> refusal(LifeRow stored, long expectedVersion) {
    if (stored.version() != expectedVersion) {
      return Optional.of(
          "%s: its life is at version %d, not %d"
              .formatted(table, stored.version(), expectedVersion));
    }
    return Optional.empty();
  }

  /** Why the life row must not be moved to {@code next}, if there is a reason. */
  Optional<String> fence(LifeRow stored, LifeRow next) {
    if (next.epoch() < stored.epoch()) {
      return Optional.of(
          "%s: its life was moved under epoch %d, and this is epoch %d"
              .formatted(table, stored.epoch(), next.epoch()));
    }
    return Optional.empty();
  }

  /** Moves the life row, which is locked. */
  void move(LifeRow stored, LifeRow next) throws SQLException {
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
  long logEnd() throws SQLException {
    return session
        .queryOne(
            r -> r.getLong(1),
            "SELECT log_end FROM tailrace.log_ends" + OF_TABLE,
            table.pipeline(),
            table.table())
        .orElse(0L);
  }

  /** How many items were loaded from a file, if it was loaded. */
  Optional<Long> loadedItems(String fileKey) throws SQLException {
    return session.queryOne(
        r -> r.getLong(1),
        "SELECT items FROM tailrace.files" + OF_TABLE + " AND file_key = ?",
        table.pipeline(),
        table.table(),
        fileKey);
  }

  /**
   * Notes a file as loaded; false when another load did. Waits for one that is about to note it.
   */
  boolean addFile(String fileKey, long items) throws SQLException {
    return session.execute(
            "INSERT INTO tailrace.files VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            table.pipeline(),
            table.table(),
            fileKey,
            items)
        == 1;
  }

  void forgetFiles() throws SQLException {
    session.execute("DELETE FROM tailrace.files" + OF_TABLE, table.pipeline(), table.table());
  }

  void forgetLog() throws SQLException {
    session.execute("DELETE FROM tailrace.change_log" + OF_TABLE, table.pipeline(), table.table());
  }
}
