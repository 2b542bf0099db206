package dev.tailrace.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.item.Item;
import dev.tailrace.item.ItemKey;
import dev.tailrace.sink.Change;
import dev.tailrace.sink.Checkpoint;
import dev.tailrace.sink.CheckpointMove;
import dev.tailrace.sink.Origin;
import dev.tailrace.sink.Position;
import dev.tailrace.sink.SequenceNumber;
import dev.tailrace.testkit.MemorySink;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ManyShardsTest {
  private static final int SHARDS = 5_000;

  @Test
  void fiveThousandShardsAreReadEachAfterItsParent() {
    World world = new World(new MemorySink(() -> Instant.EPOCH));
    world.mostCommands = 1_000_000;
    // Five generations of a thousand: the stream rolled over while nobody read.
    for (int i = 0; i < SHARDS / 5; i++) {
      world.list("s0-" + i, "", false);
    }
    TableProtocol protocol = world.protocol();
    world.run(protocol, () -> protocol.status(world.now).quiet());
    for (int generation = 1; generation < 5; generation++) {
      for (int i = 0; i < SHARDS / 5; i++) {
        String parent = "s%d-%d".formatted(generation - 1, i);
        String parentOfParent = generation == 1 ? "" : "s%d-%d".formatted(generation - 2, i);
        world.put(parent, "k" + i, "generation " + (generation - 1));
        world.list(parent, parentOfParent, true);
        world.list("s%d-%d".formatted(generation, i), parent, false);
      }
    }
    for (int i = 0; i < SHARDS / 5; i++) {
      world.put("s4-" + i, "k" + i, "generation 4");
    }
    Instant since = world.now.plus(Duration.ofMinutes(1));
    world.run(protocol, () -> world.now.isAfter(since) && protocol.status(world.now).quiet());

    assertThat(world.target()).hasSize(SHARDS / 5).isEqualTo(world.source);
  }

  @Test
  void whatIsReadStaysWithinTheBatchsBytesHoweverManyShardsWait() {
    ProtocolSettings.FlushLimits limits =
        new ProtocolSettings.FlushLimits(Duration.ofSeconds(10), 50_000, 16 << 20);
    ChangeBuffer buffer = new ChangeBuffer(limits);
    ShardReadings shards = new ShardReadings(Duration.ofSeconds(1), new Ownership.Sole());
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    shards.restore(World.STREAM, List.of(), false);
    List<Shard> listing = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      listing.add(new Shard(World.shard("s" + i), Optional.of("gone"), false));
    }
    shards.tree().store(finished("gone"));
    shards.listed(
        new Event.ShardsListed(
            World.STREAM,
            listing,
            true,
            Optional.of(World.STREAM),
            now,
            new SourceSeen(Optional.of(World.TABLE), false)),
        now);

    List<Command> reads = new ArrayList<>();
    shards.read(now, buffer.room(1 << 20), reads);
    assertThat(reads).hasSize(16);

    Change large = largeChange(now);
    for (int i = 0; i < 42; i++) {
      buffer.add(List.of(large), move("s" + i), now);
    }
    assertThat(buffer.room(1 << 20))
        .as("a batch of %d bytes is full", 42 * large.sizeBytes())
        .isZero();
    reads.clear();
    shards.read(now, buffer.room(1 << 20), reads);
    assertThat(reads).isEmpty();
    assertThat(buffer.isDue(now)).isTrue();
  }

  private static Checkpoint finished(String id) {
    return new Checkpoint(World.shard(id), new Position.Finished(), 1, Optional.empty());
  }

  private static CheckpointMove move(String id) {
    return new CheckpointMove(
        World.shard(id), Optional.empty(), new Position.TrimHorizon(), 1, Optional.empty());
  }

  /** An item of 400 KB. */
  private static Change largeChange(Instant now) {
    Item item = Item.of(World.item("k", "x".repeat(400 * 1024)));
    return new Change.Upsert(
        ItemKey.of(World.KEY, item),
        item,
        new Origin(World.shard("s"), SequenceNumber.of("1"), now));
  }
}
