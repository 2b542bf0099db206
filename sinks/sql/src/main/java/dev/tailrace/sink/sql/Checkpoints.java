package dev.tailrace.sink.sql;

import dev.tailrace.sink.Checkpoint;
import dev.tailrace.sink.CheckpointMove;
import dev.tailrace.sink.Position;
import dev.tailrace.sink.SequenceNumber;
import dev.tailrace.sink.ShardRef;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.TableId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares and sets the checkpoints that a commit moves, within the session's transaction. Rows are
 * locked, and made, in the order of their names, so that two commits never wait for each other.
 */
public final class Checkpoints {
  /** Moves in one statement. */
  private static final int CHUNK = 500;

  private static final Comparator<CheckpointMove> BY_NAME =
      Comparator.comparing((CheckpointMove m) -> m.shard().streamArn())
          .thenComparing(m -> m.shard().shardId());

  private static final String STORED =
      "SELECT stream_arn, shard_id, sequence, finished, epoch, complete_until"
          + " FROM tailrace.checkpoints"
          + State.OF_TABLE;
  private static final String BY_SHARD = " ORDER BY stream_arn, shard_id";

  /** A move's columns, behind those of its table and in the order of the state table. */
  private static final String MOVE =
      "(CAST(? AS VARCHAR), CAST(? AS VARCHAR), CAST(? AS VARCHAR), CAST(? AS BOOLEAN),"
          + " CAST(? AS BIGINT), CAST(? AS TIMESTAMPTZ))";

  private static final String MOVES =
      " AS m (stream_arn, shard_id, sequence, finished, epoch, complete_until)";

  private final Session session;
  private final Dialect dialect;
  private final TableId table;

  /** The checkpoints of {@code table}'s shards. */
  public Checkpoints(Session session, Dialect dialect, TableId table) {
    this.session = session;
    this.dialect = dialect;
    this.table = table;
  }

  /** All, by name. */
  public List<Checkpoint> all() throws SQLException {
    return session.query(
        Checkpoints::checkpoint, STORED + BY_SHARD, table.pipeline(), table.table());
  }

  /** Moves all, or tells why not; the transaction has to be rolled back then. */
  public Optional<String> move(List<CheckpointMove> unordered) throws SQLException {
    List<CheckpointMove> moves = unordered.stream().sorted(BY_NAME).toList();
    checkOnce(moves);
    for (int from = 0; from < moves.size(); from += CHUNK) {
      Optional<String> refusal =
          moveChunk(moves.subList(from, Math.min(moves.size(), from + CHUNK)));
      if (refusal.isPresent()) {
        return refusal;
      }
    }
    return Optional.empty();
  }

  private void checkOnce(List<CheckpointMove> moves) {
    Set<ShardRef> moved = new HashSet<>();
    for (CheckpointMove move : moves) {
      if (!moved.add(move.shard())) {
        throw new SinkException.Rejected(
            "%s: one commit moves shard %s twice".formatted(table, move.shard()));
      }
    }
  }

  private Optional<String> moveChunk(List<CheckpointMove> moves) throws SQLException {
    Map<ShardRef, Checkpoint> stored = lock(moves);
    for (CheckpointMove move : moves) {
      Optional<String> refusal = refusal(move, Optional.ofNullable(stored.get(move.shard())));
      if (refusal.isPresent()) {
        return refusal;
      }
    }
    update(moves.stream().filter(m -> stored.containsKey(m.shard())).toList());
    return insert(moves.stream().filter(m -> !stored.containsKey(m.shard())).toList());
  }

  private Map<ShardRef, Checkpoint> lock(List<CheckpointMove> moves) throws SQLException {
    Map<ShardRef, Checkpoint> stored = new HashMap<>();
    List<String> streams = moves.stream().map(m -> m.shard().streamArn()).distinct().toList();
    List<@Nullable Object> parameters = new ArrayList<>();
    parameters.add(table.pipeline());
    parameters.add(table.table());
    parameters.addAll(streams);
    moves.forEach(m -> parameters.add(m.shard().shardId()));
    session.forEach(
        r -> {
          Checkpoint checkpoint = checkpoint(r);
          stored.put(checkpoint.shard(), checkpoint);
        },
        STORED
            + isAnyOf("stream_arn", streams.size())
            + isAnyOf("shard_id", moves.size())
            + BY_SHARD
            + dialect.forUpdate(),
        parameters.toArray());
    return stored;
  }

  private static String isAnyOf(String column, int count) {
    return " AND " + column + " IN (" + String.join(", ", Collections.nCopies(count, "?")) + ")";
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
    OffsetDateTime until = r.getObject(6, OffsetDateTime.class);
    Optional<Instant> completeUntil = Optional.ofNullable(until).map(OffsetDateTime::toInstant);
    return new Checkpoint(
        new ShardRef(r.getString(1), r.getString(2)), position, r.getLong(5), completeUntil);
  }

  private Optional<String> refusal(CheckpointMove move, Optional<Checkpoint> stored) {
    Optional<Position> position = stored.map(Checkpoint::position);
    if (!position.equals(move.expected())) {
      return Optional.of(
          "%s: shard %s is at %s, not %s"
              .formatted(table, move.shard(), shown(position), shown(move.expected())));
    }
    return stored
        .filter(c -> c.epoch() > move.epoch())
        .map(
            c ->
                "%s: shard %s was moved under epoch %d, and this is epoch %d"
                    .formatted(table, move.shard(), c.epoch(), move.epoch()));
  }

  private static String shown(Optional<Position> position) {
    return position.map(Position::toString).orElse("no position");
  }

  private void update(List<CheckpointMove> moves) throws SQLException {
    if (moves.isEmpty()) {
      return;
    }
    List<@Nullable Object> parameters = parameters(moves);
    parameters.add(table.pipeline());
    parameters.add(table.table());
    session.execute(
        "UPDATE tailrace.checkpoints AS c SET sequence = m.sequence, finished = m.finished,"
            + " epoch = m.epoch, complete_until = m.complete_until FROM ("
            + values(moves)
            + ")"
            + MOVES
            + " WHERE c.pipeline = ? AND c.source_table = ?"
            + " AND c.stream_arn = m.stream_arn AND c.shard_id = m.shard_id",
        parameters.toArray());
  }

  /** A shard that another worker makes known meanwhile is waited for, and then refused. */
  private Optional<String> insert(List<CheckpointMove> moves) throws SQLException {
    if (moves.isEmpty()) {
      return Optional.empty();
    }
    List<@Nullable Object> parameters = parameters(moves);
    parameters.addAll(0, List.of(table.pipeline(), table.table()));
    long inserted =
        session.execute(
            "INSERT INTO tailrace.checkpoints SELECT ?, ?, m.* FROM ("
                + values(moves)
                + ")"
                + MOVES
                + dialect.orLeave(),
            parameters.toArray());
    return inserted == moves.size()
        ? Optional.empty()
        : Optional.of(
            "%s: another worker has just moved one of %d shards that were not known"
                .formatted(table, moves.size()));
  }

  private static String values(List<CheckpointMove> moves) {
    return "VALUES " + String.join(", ", Collections.nCopies(moves.size(), MOVE));
  }

  private static List<@Nullable Object> parameters(List<CheckpointMove> moves) {
    List<@Nullable Object> parameters = new ArrayList<>();
    for (CheckpointMove move : moves) {
      parameters.add(move.shard().streamArn());
      parameters.add(move.shard().shardId());
      parameters.add(move.next() instanceof Position.After p ? p.sequence().toString() : null);
      parameters.add(move.next() instanceof Position.Finished);
      parameters.add(move.epoch());
      parameters.add(move.completeUntil().map(t -> t.atOffset(ZoneOffset.UTC)).orElse(null));
    }
    return parameters;
  }
}
