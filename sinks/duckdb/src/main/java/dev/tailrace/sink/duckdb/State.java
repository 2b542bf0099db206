package dev.tailrace.sink.duckdb;

import dev.tailrace.projection.ColumnType;
import dev.tailrace.sink.Checkpoint;
import dev.tailrace.sink.CheckpointMove;
import dev.tailrace.sink.Commit;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads and writes the rows of one source table's state, within the session's transaction. */
final class State {
  private static final String OF_TABLE = " WHERE pipeline = ? AND source_table = ?";

  private final Session session;
  private final TableId table;

  State(Session session, TableId table) {
    this.session = session;
    this.table = table;
  }

  /** The row of {@code tailrace.tables}; there is one as soon as anything is stored. */
  record Row(LifeRow life, long logEnd) {
    static final Row NONE = new Row(new LifeRow(0, 0, "", ""), 0);
  }

  Row row() throws SQLException {
    return session
        .queryOne(
            r ->
                new Row(
                    new LifeRow(r.getLong(1), r.getLong(2), r.getString(3), r.getString(4)),
                    r.getLong(5)),
            "SELECT version, epoch, phase, document, log_end FROM tailrace.tables" + OF_TABLE,
            table.pipeline(),
            table.table())
        .orElse(Row.NONE);
  }

  TableState read() throws SQLException {
    Row row = row();
    Map<String, Long> files = new LinkedHashMap<>();
    session.query(
        r -> files.put(r.getString(1), r.getLong(2)),
        "SELECT file_key, items FROM tailrace.files" + OF_TABLE,
        table.pipeline(),
        table.table());
    Optional<LifeRow> life = row.life().version() == 0 ? Optional.empty() : Optional.of(row.life());
    return new TableState(life, checkpoints(), files, row.logEnd());
  }

  List<Checkpoint> checkpoints() throws SQLException {
    return session.query(
        State::checkpoint,
        "SELECT stream_arn, shard_id, sequence, finished, epoch, complete_until FROM tailrace.checkpoints"
            + OF_TABLE
            + " ORDER BY stream_arn, shard_id",
        table.pipeline(),
        table.table());
  }

  private static Checkpoint checkpoint(ResultSet r) throws SQLException {
    String sequence = r.getString(3);
    Position position;
    if (r.getBoolean(4)) {
      position = new Position.Finished();
    } else if (sequence == null) {
      position = new Position.TrimHorizon();
    } else {
      position = new Position.After(SequenceNumber.of(sequence));
    }
    return new Checkpoint(
        new ShardRef(r.getString(1), r.getString(2)), position, r.getLong(5), completeUntil(r));
  }

  private static Optional<Instant> completeUntil(ResultSet r) throws SQLException {
    return Optional.ofNullable(r.getObject(6, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
  }

  /** Why {@code commit} must not happen, if there is a reason. */
  Optional<String> refusal(Commit commit) throws SQLException {
    Row row = row();
    Optional<String> life =
        lifeRefusal(row, commit.expectedLifeVersion()).or(() -> fence(row, commit));
    return life.isPresent() || commit.checkpoints().isEmpty() ? life : shardRefusal(commit);
  }

  /** Why something prepared for a version of the life row must not happen, if there is a reason. */
  Optional<String> lifeRefusal(Row row, long expectedVersion) {
    if (row.life().version() != expectedVersion) {
      return Optional.of(
          "%s: its life is at version %d, not %d"
              .formatted(table, row.life().version(), expectedVersion));
    }
    return Optional.empty();
  }

  private Optional<String> fence(Row row, Commit commit) {
    return commit
        .nextLife()
        .filter(next -> next.epoch() < row.life().epoch())
        .map(
            next ->
                "%s: its life was moved under epoch %d, and this is epoch %d"
                    .formatted(table, row.life().epoch(), next.epoch()));
  }

  private Optional<String> shardRefusal(Commit commit) throws SQLException {
    Map<ShardRef, Checkpoint> stored = new HashMap<>();
    checkpoints().forEach(c -> stored.put(c.shard(), c));
    Set<ShardRef> moved = new HashSet<>();
    for (CheckpointMove move : commit.checkpoints()) {
      if (!moved.add(move.shard())) {
        throw new SinkException.Rejected(
            "%s: one commit moves shard %s twice".formatted(table, move.shard()));
      }
      Checkpoint now = stored.get(move.shard());
      Optional<Position> position = Optional.ofNullable(now).map(Checkpoint::position);
      if (!position.equals(move.expected())) {
        return Optional.of(
            "%s: shard %s is at %s, not %s"
                .formatted(table, move.shard(), shown(position), shown(move.expected())));
      }
      if (now != null && now.epoch() > move.epoch()) {
        return Optional.of(
            "%s: shard %s was moved under epoch %d, and this is epoch %d"
                .formatted(table, move.shard(), now.epoch(), move.epoch()));
      }
    }
    return Optional.empty();
  }

  private static String shown(Optional<Position> position) {
    return position.map(Position::toString).orElse("no position");
  }

  /** Moves the checkpoints, which {@link #refusal} has compared. */
  void move(List<CheckpointMove> moves) throws SQLException {
    if (moves.isEmpty()) {
      return;
    }
    try (RowFeed shards = session.feed(positions(moves))) {
      session.execute(
          "DELETE FROM tailrace.checkpoints AS t USING "
              + shards.sql()
              + " AS s WHERE t.pipeline = ? AND t.source_table = ?"
              + " AND t.stream_arn = s.c0 AND t.shard_id = s.c1",
          table.pipeline(),
          table.table());
    }
    try (RowFeed shards = session.feed(positions(moves))) {
      session.execute(
          "INSERT INTO tailrace.checkpoints SELECT ?, ?, c0, c1, c2, c3, c4, "
              + Sql.carried(new ColumnType.Timestamp(), "c5")
              + " FROM "
              + shards.sql(),
          table.pipeline(),
          table.table());
    }
  }

  private static Runs positions(List<CheckpointMove> moves) {
    ColumnType text = new ColumnType.Text();
    RunBuilder rows =
        new RunBuilder(
            List.of(
                text,
                text,
                text,
                new ColumnType.Bool(),
                new ColumnType.Int64(),
                new ColumnType.Timestamp()));
    for (CheckpointMove move : moves) {
      rows.beginRow();
      rows.text(0, move.shard().streamArn());
      rows.text(1, move.shard().shardId());
      switch (move.next()) {
        case Position.TrimHorizon p -> rows.number(3, 0);
        case Position.After p -> {
          rows.text(2, p.sequence().toString());
          rows.number(3, 0);
        }
        case Position.Finished p -> rows.number(3, 1);
      }
      rows.number(4, move.epoch());
      move.completeUntil().ifPresent(at -> rows.number(5, ItemRows.micros(at)));
    }
    return rows.build();
  }

  /** Writes the life row, the end of the log, or both. */
  void write(Row before, Optional<LifeRow> nextLife, long logEnd) throws SQLException {
    LifeRow life = nextLife.orElse(before.life());
    if (life.equals(before.life()) && logEnd == before.logEnd()) {
      return;
    }
    if (nextLife.isPresent() && life.version() != before.life().version() + 1) {
      throw new SinkException.Rejected(
          "%s: the life row's version goes from %d to %d, and must go up by one"
              .formatted(table, before.life().version(), life.version()));
    }
    List<Object> values = new ArrayList<>();
    values.add(life.version());
    values.add(life.epoch());
    values.add(life.phase());
    values.add(life.document());
    values.add(logEnd);
    values.add(table.pipeline());
    values.add(table.table());
    long updated =
        session.execute(
            "UPDATE tailrace.tables SET version = ?, epoch = ?, phase = ?, document = ?, log_end = ?"
                + OF_TABLE,
            values.toArray());
    if (updated == 0) {
      session.execute(
          "INSERT INTO tailrace.tables (version, epoch, phase, document, log_end, pipeline,"
              + " source_table) VALUES (?, ?, ?, ?, ?, ?, ?)",
          values.toArray());
    }
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

  void addFile(String fileKey, long items) throws SQLException {
    session.execute(
        "INSERT INTO tailrace.files VALUES (?, ?, ?, ?)",
        table.pipeline(),
        table.table(),
        fileKey,
        items);
  }

  void forgetFiles() throws SQLException {
    session.execute("DELETE FROM tailrace.files" + OF_TABLE, table.pipeline(), table.table());
  }

  void forgetLog() throws SQLException {
    session.execute("DELETE FROM tailrace.change_log" + OF_TABLE, table.pipeline(), table.table());
  }
}
