package dev.tailrace.sink.snowflake;

import dev.tailrace.sink.Checkpoint;
import dev.tailrace.sink.CheckpointMove;
import dev.tailrace.sink.Position;
import dev.tailrace.sink.ShardRef;
import dev.tailrace.sink.SinkException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Compares and moves the checkpoints of one source, within the transaction that has its state. */
final class Checkpoints {
  private static final int MOVES_A_STATEMENT = 500;

  private final Session session;
  private final State state;

  Checkpoints(Session session, State state) {
    this.session = session;
    this.state = state;
  }

  /** Why the checkpoints must not be moved, if there is a reason. */
  static Optional<String> refusal(Snapshot stored, List<CheckpointMove> moves) {
    for (CheckpointMove move : moves) {
      Optional<Checkpoint> now = Optional.ofNullable(stored.checkpoints().get(move.shard()));
      Optional<Position> position = now.map(Checkpoint::position);
      if (!position.equals(move.expected())) {
        return Optional.of(
            "shard %s is at %s, not %s".formatted(move.shard(), position, move.expected()));
      }
      if (now.map(Checkpoint::epoch).orElse(0L) > move.epoch()) {
        return Optional.of("shard %s was moved under a higher epoch".formatted(move.shard()));
      }
    }
    return Optional.empty();
  }

  /** Rejects a commit that moves a shard twice. */
  static void checkOnce(List<CheckpointMove> moves) {
    Set<ShardRef> moved = new HashSet<>();
    for (CheckpointMove move : moves) {
      if (!moved.add(move.shard())) {
        throw new SinkException.Rejected("one commit moves shard %s twice".formatted(move.shard()));
      }
    }
  }

  /** Moves the checkpoints, which were compared with {@code stored}. */
  void move(Snapshot stored, List<CheckpointMove> moves) throws SQLException {
    List<String> known = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (CheckpointMove move : moves) {
      Checkpoint before = stored.checkpoints().get(move.shard());
      if (before == null) {
        others.add("('checkpoint', %s)".formatted(values(move)));
      } else {
        String expected = Sql.text(StateRow.text(before.position()));
        known.add("(%s, %s)".formatted(expected, values(move)));
      }
    }
    for (List<String> chunk : chunks(known)) {
      state.check(session.execute(updateSql(chunk)), chunk.size());
    }
    for (List<String> chunk : chunks(others)) {
      session.execute(insertSql(chunk));
    }
  }

  private String updateSql(List<String> moves) {
    return "UPDATE %s AS t SET \"position\" = s.\"o\", \"epoch\" = s.\"e\", \"text\" = s.\"t\" FROM (VALUES %s) AS s(\"x\", \"n\", \"p\", \"o\", \"e\", \"t\") WHERE t.\"kind\" = 'checkpoint' AND t.\"name\" = s.\"n\" AND t.\"part\" = s.\"p\" AND t.\"position\" = s.\"x\" AND t.\"epoch\" <= s.\"e\""
        .formatted(state.table(), String.join(", ", moves));
  }

  private String insertSql(List<String> moves) {
    return "INSERT INTO %s (\"kind\", \"name\", \"part\", \"position\", \"epoch\", \"text\", \"number\") SELECT \"k\", \"n\", \"p\", \"o\", \"e\", \"t\", 0 FROM (VALUES %s) AS s(\"k\", \"n\", \"p\", \"o\", \"e\", \"t\")"
        .formatted(state.table(), String.join(", ", moves));
  }

  private static String values(CheckpointMove move) {
    return "%s, %s, %s, %d, %s"
        .formatted(
            Sql.text(move.shard().streamArn()),
            Sql.text(move.shard().shardId()),
            Sql.text(StateRow.text(move.next())),
            move.epoch(),
            Sql.text(move.completeUntil().map(Instant::toString).orElse("")));
  }

  private static List<List<String>> chunks(List<String> all) {
    List<List<String>> chunks = new ArrayList<>();
    for (int from = 0; from < all.size(); from += MOVES_A_STATEMENT) {
      chunks.add(all.subList(from, Math.min(all.size(), from + MOVES_A_STATEMENT)));
    }
    return chunks;
  }
}
