package dev.tailrace.core;

import dev.tailrace.item.Item;
import dev.tailrace.item.ItemKey;
import dev.tailrace.sink.Change;
import dev.tailrace.sink.Origin;
import dev.tailrace.sink.SequenceNumber;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Pages of a shard, for tests. */
final class Pages {
  private static final Optional<String> MORE = Optional.of("more");

  private Pages() {}

  static Page empty() {
    return new Page(List.of(), Optional.empty(), MORE);
  }

  static Page of(Change... changes) {
    return new Page(
        List.of(changes), Optional.of(changes[changes.length - 1].origin().sequence()), MORE);
  }

  static Change change(String sequence, Instant at) {
    Item item = Item.of(World.item("k" + sequence, "v"));
    return new Change.Upsert(
        ItemKey.of(World.KEY, item),
        item,
        new Origin(World.shard("s"), SequenceNumber.of(sequence), at));
  }
}
