package dev.tailrace.sink.dynamodb;

import dev.tailrace.item.Item;
import dev.tailrace.item.ItemKey;
import dev.tailrace.item.MalformedItemException;
import dev.tailrace.sink.Quarantined;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.TableId;
import dev.tailrace.sink.TargetTable;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** Puts quarantined items into a target. */
final class Release {
  private final Parts parts;
  private final TableId table;
  private final TargetTable target;

  Release(Parts parts, TableId table, TargetTable target) {
    this.parts = parts;
    this.table = table;
    this.target = target;
  }

  /** As {@link dev.tailrace.sink.Sink#release}. */
  boolean of(Quarantined entry, Item image) {
    String name = parts.targets().nameOf(target);
    ItemKey key = key(image);
    if (!target.name().equals(entry.target()) || !key(entry.key()).equals(key)) {
      throw new SinkException.Rejected(
          "%s: an item of target %s is quarantined under another key or target, as %s of %s"
              .formatted(table, target.name(), entry.revision(), entry.target()));
    }
    Quarantine quarantine = new Quarantine(parts.state(), table);
    if (quarantine.current(name, entry.revision()).isEmpty()) {
      return false;
    }
    parts.targets().required(table, target);
    // The image may be newer than any change that was merged: a repair has to look at it.
    parts.touched().addNow(table, name, target.key(), image);
    TransactWriteItem put = Conditions.put(name, AttributeValues.of(image));
    try {
      return quarantine.release(name, entry.revision(), put);
    } catch (SinkException.Rejected e) {
      throw new SinkException.Rejected(
          "table %s can't hold the item %s: %s".formatted(name, entry.revision(), e.getMessage()),
          e);
    }
  }

  private ItemKey key(Item item) {
    try {
      return ItemKey.of(target.key(), item);
    } catch (MalformedItemException e) {
      throw new SinkException.Rejected(
          "%s: an image for target %s lacks its key %s; resync it"
              .formatted(table, target.name(), target.key()),
          e);
    }
  }
}
