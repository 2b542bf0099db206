package dev.tailrace.sink.postgres;

import dev.tailrace.sink.Checkpoint;
import dev.tailrace.sink.CheckpointMove;
import dev.tailrace.sink.Position;
import dev.tailrace.sink.ShardRef;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.TableId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Compares and sets the checkpoints that a commit moves, within the session's transaction. Rows are
 * locked, and made, in the order of their names, so that two commits never wait for each other.
 */
final class Checkpoints {
  private static final Comparator<CheckpointMove> BY_NAME =
      Comparator.comparing((CheckpointMove m) -> m.shard().streamArn())
          .thenComparing(m -> m.shard().shardId());

  /** The columns of the moves, for each one array parameter. */
  private static final String MOVES =
      "unnest(?::text[], ?::text[], ?::text[], ?::boolean[], ?::bigint[], ?::timestamptz[])"
          + " WITH ORDINALITY AS m (stream_arn, shard_id, sequence, finished, epoch,"
          + " complete_until, place)";

  private final Session session;
  private final TableId table;

  Checkpoints(Session session, TableId table) {
    this.session = session;
    this.table = table;
  }

  /** Moves all, or tells why not; the transaction has to be rolled back then. */
  Optional<String> move(List<CheckpointMove> unordered) throws SQLException {
    if (unordered.isEmpty()) {
      return Optional.empty();
    }
    List<CheckpointMove> moves = unordered.stream().sorted(BY_NAME).toList();
    checkOnce(moves);
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

  private void checkOnce(List<CheckpointMove> moves) {
    Set<ShardRef> moved = new HashSet<>();
    for (CheckpointMove move : moves) {
      if (!moved.add(move.shard())) {
        throw new SinkException.Rejected(
            "%s: one commit moves shard %s twice".formatted(table, move.shard()));
      }
    }
  }

  private Map<ShardRef, Checkpoint> lock(List<CheckpointMove> moves) throws SQLException {
    Map<ShardRef, Checkpoint> stored = new HashMap<>();
    session.query(
        r -> {
          Checkpoint checkpoint = State.checkpoint(r);
          return stored.put(checkpoint.shard(), checkpoint);
        },
        "SELECT c.stream_arn, c.shard_id, c.sequence, c.finished, c.epoch, c.complete_until"
            + " FROM tailrace.checkpoints AS c JOIN unnest(?::text[], ?::text[])"
            + " AS m (stream_arn, shard_id) USING (stream_arn, shard_id)"
            + " WHERE c.pipeline = ? AND c.source_table = ?"
            + " ORDER BY c.stream_arn COLLATE \"C\", c.shard_id COLLATE \"C\" FOR UPDATE OF c",
        session.array("text", moves.stream().map(m -> m.shard().streamArn()).toList()),
        session.array("text", moves.stream().map(m -> m.shard().shardId()).toList()),
        table.pipeline(),
        table.table());
    return stored;
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
    List<Object> parameters = new ArrayList<>(columns(moves));
    parameters.add(table.pipeline());
    parameters.add(table.table());
    session.execute(
        "UPDATE tailrace.checkpoints AS c SET sequence = m.sequence, finished = m.finished,"
            + " epoch = m.epoch, complete_until = m.complete_until FROM "
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
    List<Object> parameters = new ArrayList<>();
    parameters.add(table.pipeline());
    parameters.add(table.table());
    parameters.addAll(columns(moves));
    long inserted =
        session.execute(
            "INSERT INTO tailrace.checkpoints SELECT ?, ?, m.stream_arn, m.shard_id, m.sequence,"
                + " m.finished, m.epoch, m.complete_until FROM "
                + MOVES
                + " ORDER BY m.place ON CONFLICT DO NOTHING",
            parameters.toArray());
    return inserted == moves.size()
        ? Optional.empty()
        : Optional.of(
            "%s: another worker has just moved one of %d shards that were not known"
                .formatted(table, moves.size()));
  }

  private List<Object> columns(List<CheckpointMove> moves) throws SQLException {
    return List.of(
        session.array("text", moves.stream().map(m -> m.shard().streamArn()).toList()),
        session.array("text", moves.stream().map(m -> m.shard().shardId()).toList()),
        session.array("text", moves.stream().map(m -> sequence(m.next()).orElse(null)).toList()),
        session.array(
            "boolean", moves.stream().map(m -> m.next() instanceof Position.Finished).toList()),
        session.array("bigint", moves.stream().map(CheckpointMove::epoch).toList()),
        session.array(
            "timestamptz",
            moves.stream()
                .map(m -> m.completeUntil().map(Object::toString).orElse(null))
                .toList()));
  }

  private static Optional<String> sequence(Position position) {
    return switch (position) {
      case Position.TrimHorizon p -> Optional.empty();
      case Position.After p -> Optional.of(p.sequence().toString());
      case Position.Finished p -> Optional.empty();
    };
  }
}
