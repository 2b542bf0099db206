package dev.tailrace.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.sink.Checkpoint;
import dev.tailrace.sink.CheckpointMove;
import dev.tailrace.sink.Position;
import dev.tailrace.sink.SequenceNumber;
import dev.tailrace.sink.ShardRef;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AnchorTest {
  private static final Instant LISTED = Instant.parse("2026-01-01T12:00:00Z");
  private static final SourceSeen SEEN = new SourceSeen(Optional.of(World.TABLE), false);
  private static final Position HORIZON = new Position.TrimHorizon();
  private static final Position END = new Position.Finished();
  private static final Position SEVEN = new Position.After(SequenceNumber.of("7"));

  private final Map<ShardRef, Checkpoint> stored = new LinkedHashMap<>();

  private void stored(String shard, Position position) {
    ShardRef ref = World.shard(shard);
    stored.put(ref, new Checkpoint(ref, position, 3, Optional.of(LISTED.minusSeconds(60))));
  }

  private static Shard open(String id, String parent) {
    return new Shard(World.shard(id), Optional.of(parent), false);
  }

  private static Shard closed(String id, String parent) {
    return new Shard(World.shard(id), Optional.of(parent), true);
  }

  /** What is stored once the anchor is. */
  private Map<String, Position> anchored(Set<ShardRef> trimmed, Shard... shards) {
    Event.ShardsListed listing =
        new Event.ShardsListed(
            World.STREAM, List.of(shards), true, Optional.of(World.STREAM), LISTED, SEEN);
    Map<String, Position> positions = new LinkedHashMap<>();
    stored.forEach((ref, checkpoint) -> positions.put(ref.shardId(), checkpoint.position()));
    for (CheckpointMove move : Anchor.ofBackfill(stored, listing, trimmed)) {
      assertThat(move.expected())
          .isEqualTo(Optional.ofNullable(stored.get(move.shard())).map(Checkpoint::position));
      positions.put(move.shard().shardId(), move.next());
    }
    return positions;
  }

  @Test
  void aBackfillReadsAnOpenShardFromWhereTheLiveTableStands() {
    stored("read", SEVEN);
    stored("begun", HORIZON);
    assertThat(anchored(Set.of(), open("read", "p"), open("begun", "p"), open("new", "p")))
        .containsEntry("read", SEVEN)
        .containsEntry("begun", HORIZON)
        .containsEntry("new", HORIZON)
        .containsEntry("p", END);
  }

  @Test
  void aBackfillDoesNotReadClosedShardsNorThoseThatAreGone() {
    stored("closed", SEVEN);
    stored("gone", SEVEN);
    assertThat(
            anchored(Set.of(), closed("closed", "p"), closed("unread", "p"), open("c", "closed")))
        .containsEntry("closed", END)
        .containsEntry("unread", END)
        .containsEntry("gone", END)
        .containsEntry("c", HORIZON);
  }

  @Test
  void aTrimmedPositionBeginsAtWhatIsLeft() {
    stored("trimmed", SEVEN);
    assertThat(anchored(Set.of(World.shard("trimmed")), open("trimmed", "p")))
        .containsEntry("trimmed", HORIZON);
  }

  @Test
  void aResyncGivesARepairUpAndKeepsFromWhenOnTheLiveTableLacksChanges() {
    Instant since = LISTED.minusSeconds(3_000);
    Life streaming =
        Life.anchored(Stored.NOTHING, World.TABLE, World.STREAM, LISTED.minusSeconds(9_000))
            .loading(new ExportState.Completed("manifest", LISTED.minusSeconds(8_000)))
            .streaming();
    Stored before = new Stored(5, 1, Optional.of(streaming), 0);
    Life repairing =
        Life.repairing(before, World.TABLE, World.STREAM, LISTED, new Repair(since, LISTED, since));
    Life resync = repairing.needsAttention("no export reaches back").resync();

    assertThat(streaming.resync().completeUntil()).isEqualTo(streaming.completeUntil());
    assertThat(resync.repair()).isEmpty();
    assertThat(resync.isRepairable()).as("a gap met now begins a backfill").isFalse();
    assertThat(resync.completeUntil()).contains(since);
    assertThat(resync.attention()).isEmpty();
    assertThat(resync.phase()).isEqualTo(Phase.PREFLIGHT);
  }
}
