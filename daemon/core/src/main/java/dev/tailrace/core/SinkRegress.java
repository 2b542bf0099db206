package dev.tailrace.core;

import dev.tailrace.sink.Checkpoint;
import dev.tailrace.sink.Position;
import dev.tailrace.sink.ShardRef;
import dev.tailrace.sink.TableState;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the sink held for certain when its state was asked for. A sink only moves forward, so one
 * that holds less went back: a restore, a failover to a replica that was behind, a file that was
 * replaced. What it lost of its rows it lost of its positions too.
 */
final class SinkRegress {
  private final long version;
  private final Optional<Life> life;
  private final Map<ShardRef, Position> positions = new LinkedHashMap<>();

  private SinkRegress(Stored stored) {
    this.version = stored.version();
    this.life = stored.life();
  }

  /** What is known to be committed now. */
  static SinkRegress of(Stored stored, ShardTree tree) {
    SinkRegress known = new SinkRegress(stored);
    for (ShardReading shard : tree.all()) {
      if (shard.isOurs()) {
        shard.stored.ifPresent(c -> known.positions.put(c.shard(), c.position()));
      }
    }
    return known;
  }

  /** What {@code read} lacks of it; empty when the sink did not go back. */
  Optional<String> lostIn(TableState read) {
    long now = Stored.of(read).version();
    if (now != version) {
      // Under a later version another life may have begun elsewhere.
      return now > version
          ? Optional.empty()
          : Optional.of(
              now == 0
                  ? "it knows nothing of this table any more"
                  : "its state of the table has version %d, and had %d".formatted(now, version));
    }
    if (!Stored.of(read).life().equals(life)) {
      // It went back, and another worker moved it on from there.
      return Optional.of("version %d of its state of the table is another one".formatted(now));
    }
    return read.checkpoints().stream()
        .filter(c -> isBehind(c, Optional.ofNullable(positions.get(c.shard()))))
        .findFirst()
        .map(c -> "its position in shard %s is an earlier one".formatted(c.shard().shardId()));
  }

  private static boolean isBehind(Checkpoint read, Optional<Position> known) {
    if (known.isEmpty()) {
      return false;
    }
    return switch (known.get()) {
      case Position.TrimHorizon p -> false;
      case Position.Finished p -> !(read.position() instanceof Position.Finished);
      case Position.After before ->
          switch (read.position()) {
            case Position.TrimHorizon p -> true;
            case Position.Finished p -> false;
            case Position.After after -> after.sequence().compareTo(before.sequence()) < 0;
          };
    };
  }
}
