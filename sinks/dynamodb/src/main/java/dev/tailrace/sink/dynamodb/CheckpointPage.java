package dev.tailrace.sink.dynamodb;

import dev.tailrace.sink.Checkpoint;
import dev.tailrace.sink.CheckpointMove;
import dev.tailrace.sink.Position;
import dev.tailrace.sink.SequenceNumber;
import dev.tailrace.sink.ShardRef;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.TableId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Some of a table's checkpoints in one item of the state table. All of them lie in {@link #COUNT}
 * items, each shard's in the one that its name leads to, so that a commit of thousands of moves is
 * one transaction: it takes 100 actions and 4 MB, which is some 15,000 checkpoints.
 *
 * @param revision one more with each change of the item, 0 when there is none
 */
record CheckpointPage(int index, long revision, Map<String, Checkpoint> checkpoints) {
  static final int COUNT = 32;

  private static final String REVISION = "revision";
  private static final String SHARDS = "shards";
  private static final String NONE = "-";
  private static final String HORIZON = "horizon";
  private static final String FINISHED = "finished";
  private static final String AFTER = "after:";

  /** The page that a shard's checkpoint is on. */
  static int indexOf(ShardRef shard) {
    return Math.floorMod(name(shard).hashCode(), COUNT);
  }

  static Map<String, AttributeValue> key(TableId table, int index) {
    return Values.key(table.toString(), "checkpoints-%02d".formatted(index));
  }

  static CheckpointPage empty(int index) {
    return new CheckpointPage(index, 0, Map.of());
  }

  static CheckpointPage of(int index, Map<String, AttributeValue> item) {
    Map<String, Checkpoint> checkpoints = new TreeMap<>();
    AttributeValue shards = item.get(SHARDS);
    if (shards != null) {
      shards.m().forEach((name, value) -> checkpoints.put(name, checkpoint(name, value.s())));
    }
    return new CheckpointPage(index, Values.number(item, REVISION), checkpoints);
  }

  Optional<Checkpoint> checkpoint(ShardRef shard) {
    return Optional.ofNullable(checkpoints.get(name(shard)));
  }

  CheckpointPage with(Iterable<CheckpointMove> moves) {
    Map<String, Checkpoint> next = new TreeMap<>(checkpoints);
    for (CheckpointMove move : moves) {
      next.put(
          name(move.shard()),
          new Checkpoint(move.shard(), move.next(), move.epoch(), move.completeUntil()));
    }
    return new CheckpointPage(index, revision, next);
  }

  /** Takes this page's place, if it is what is stored. */
  TransactWriteItem replacedBy(CheckpointPage next, TableId table, String stateTable) {
    Map<String, AttributeValue> shards = new LinkedHashMap<>();
    next.checkpoints().forEach((name, c) -> shards.put(name, Values.text(text(c))));
    Map<String, AttributeValue> item = key(table, index);
    item.put(REVISION, Values.number(revision + 1));
    item.put(SHARDS, AttributeValue.fromM(shards));
    return Conditions.put(stateTable, item, REVISION, revision);
  }

  private static String name(ShardRef shard) {
    return shard.shardId() + " " + shard.streamArn();
  }

  private static String text(Checkpoint checkpoint) {
    String position =
        switch (checkpoint.position()) {
          case Position.TrimHorizon p -> HORIZON;
          case Position.Finished p -> FINISHED;
          case Position.After p -> AFTER + p.sequence();
        };
    String complete = checkpoint.completeUntil().map(Instant::toString).orElse(NONE);
    return "%s %d %s".formatted(position, checkpoint.epoch(), complete);
  }

  private static Checkpoint checkpoint(String name, String text) {
    int space = name.indexOf(' ');
    String[] parts = text.split(" ", -1);
    if (space < 0 || parts.length != 3) {
      throw new SinkException.Rejected(
          "the state table has «%s» for the checkpoint of shard %s, which this Tailrace did not write"
              .formatted(text, name));
    }
    ShardRef shard = new ShardRef(name.substring(space + 1), name.substring(0, space));
    Position position =
        switch (parts[0]) {
          case HORIZON -> new Position.TrimHorizon();
          case FINISHED -> new Position.Finished();
          default -> new Position.After(SequenceNumber.of(parts[0].substring(AFTER.length())));
        };
    Optional<Instant> complete =
        parts[2].equals(NONE) ? Optional.empty() : Optional.of(Instant.parse(parts[2]));
    return new Checkpoint(shard, position, Long.parseLong(parts[1]), complete);
  }
}
