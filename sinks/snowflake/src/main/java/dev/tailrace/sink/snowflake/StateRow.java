package dev.tailrace.sink.snowflake;

import dev.tailrace.sink.Checkpoint;
import dev.tailrace.sink.Position;
import dev.tailrace.sink.SequenceNumber;
import dev.tailrace.sink.ShardRef;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/**
 * A row of a state table. What the columns hold depends on the kind:
 *
 * <table>
 *   <caption>kinds</caption>
 *   <tr><td>lock</td><td>position: tokens of the last commits; epoch: generation; number: commits</td></tr>
 *   <tr><td>life</td><td>number: version; epoch; name: phase; text: document</td></tr>
 *   <tr><td>log</td><td>number: the ordinal of the log's last entry</td></tr>
 *   <tr><td>checkpoint</td><td>name: stream; part: shard; position; epoch; text: complete until</td></tr>
 *   <tr><td>file</td><td>name: its key; number: items</td></tr>
 *   <tr><td>table</td><td>name, part: the target; number: columns made; text: an {@link Entry}</td></tr>
 * </table>
 */
record StateRow(
    String kind, String name, String part, String position, long epoch, long number, String text) {
  static final String COLUMNS =
      "\"kind\", \"name\", \"part\", \"position\", \"epoch\", \"number\", \"text\"";

  private static final String HORIZON = "trim horizon";
  private static final String FINISHED = "finished";

  static StateRow read(ResultSet r) throws SQLException {
    return new StateRow(
        r.getString(1),
        r.getString(2),
        r.getString(3),
        r.getString(4),
        r.getLong(5),
        r.getLong(6),
        r.getString(7));
  }

  ShardRef shard() {
    return new ShardRef(name, part);
  }

  Checkpoint checkpoint() {
    Position stored =
        switch (position) {
          case HORIZON -> new Position.TrimHorizon();
          case FINISHED -> new Position.Finished();
          default -> new Position.After(SequenceNumber.of(position));
        };
    Optional<Instant> until = text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
    return new Checkpoint(shard(), stored, epoch, until);
  }

  /** As the column has a position. */
  static String text(Position position) {
    return switch (position) {
      case Position.TrimHorizon p -> HORIZON;
      case Position.Finished p -> FINISHED;
      case Position.After p -> p.sequence().toString();
    };
  }
}
