package dev.tailrace.sink.dynamodb;

import dev.tailrace.item.Item;
import dev.tailrace.sink.Change;
import dev.tailrace.sink.Origin;
import dev.tailrace.sink.Quarantined;
import dev.tailrace.sink.RowChange;
import dev.tailrace.sink.TableId;
import dev.tailrace.sink.TargetTable;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes changes to a target's table, or to its quarantine where the table can't hold an item. For
 * a key the order is: its entry in quarantine is taken away, its item is written or, if it is
 * refused, deleted, and only then there is an entry again. So a retry that comes in between finds
 * no entry and leaves the target alone, and no row that is out of date passes for current. After a
 * crash anywhere in it, the replay does all of it again.
 *
 * <p>Safe for use by several threads with different keys.
 */
final class TargetWriter {
  private static final Logger LOG = LoggerFactory.getLogger(TargetWriter.class);
  private static final String NO_SEQUENCE = "0";

  private final StateTable state;
  private final BatchWriter writer;
  private final InstantSource clock;

  TargetWriter(StateTable state, BatchWriter writer, InstantSource clock) {
    this.state = state;
    this.writer = writer;
    this.clock = clock;
  }

  /**
   * Writes changes of which there is one a key; when this returns or throws, no request is under
   * way any more.
   *
   * @throws Fence.Stale when the writer was replaced; some may be written
   */
  void write(
      TableId table,
      String physicalName,
      TargetTable target,
      List<RowChange> changes,
      Fence fence) {
    if (changes.isEmpty()) {
      return;
    }
    Quarantine quarantine = new Quarantine(state, table);
    Map<String, RowChange> byHash = new HashMap<>();
    changes.forEach(c -> byHash.put(QuarantineRecord.hash(c.change().key()), c));
    Quarantine.Found found = quarantine.in(physicalName);
    quarantine.takeAway(found, byHash.keySet(), fence);
    List<RefusedItems.Refusal> refused =
        writer.write(ItemWrites.of(physicalName, target.key(), changes), fence);
    Set<String> known =
        found.records().stream().map(QuarantineRecord::keyHash).collect(Collectors.toSet());
    for (RefusedItems.Refusal refusal : refused) {
      String hash = QuarantineRecord.hash(refusal.write().key());
      RowChange change = Optional.ofNullable(byHash.get(hash)).orElseThrow();
      Item image = refusal.write().item();
      Quarantined entry = entry(target, change.change(), refusal.reason());
      quarantine.keep(physicalName, entry, image, fence);
      if (!known.contains(hash)) {
        LOG.warn(
            "{}: table {} can't hold an item, which went to quarantine as {}, see tailrace quarantine list: {}",
            table,
            physicalName,
            entry.revision(),
            entry.reason());
      }
    }
  }

  private Quarantined entry(TargetTable target, Change change, String reason) {
    Origin origin = change.origin();
    return new Quarantined(
        target.name(),
        TouchedKeys.keysOf(target.key(), change.item()),
        reason,
        clock.instant(),
        // A data file's items come from no shard.
        Optional.of(origin).filter(o -> !o.sequence().toString().equals(NO_SEQUENCE)),
        change.item().length(),
        QuarantineRecord.newRevision(QuarantineRecord.hash(change.key())));
  }
}
