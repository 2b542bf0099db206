package dev.tailrace.app;

import dev.tailrace.core.Page;
import dev.tailrace.item.Item;
import dev.tailrace.item.ItemKey;
import dev.tailrace.item.KeySchema;
import dev.tailrace.sink.Change;
import dev.tailrace.sink.Position;
import dev.tailrace.sink.ShardRef;
import dev.tailrace.stream.ShardStream;
import dev.tailrace.transform.ItemTransform;
import dev.tailrace.transform.ItemTransform.Part;
import java.util.Optional;
import java.util.function.Supplier;

/** A stream whose items look as the warehouse shows them. Safe for several threads. */
final class TransformedStream implements ShardStream {
  private final ShardStream stream;
  private final Supplier<ItemTransform> transforms;

  TransformedStream(ShardStream stream, Supplier<ItemTransform> transforms) {
    this.stream = stream;
    this.transforms = transforms;
  }

  @Override
  public Listing list(Optional<String> streamArn) {
    return stream.list(streamArn);
  }

  @Override
  public Iterator open(ShardRef shard, Position from) {
    return stream.open(shard, from);
  }

  @Override
  public Page read(ShardRef shard, String iterator) {
    Page page = stream.read(shard, iterator);
    ItemTransform transform = transforms.get();
    return new Page(
        page.changes().stream().map(c -> changed(c, transform)).toList(),
        page.last(),
        page.nextIterator());
  }

  private static Change changed(Change change, ItemTransform transform) {
    KeySchema key = transform.key();
    return switch (change) {
      case Change.Upsert c -> {
        Item item = transform.apply(c.item(), Part.WHOLE);
        yield new Change.Upsert(ItemKey.of(key, item), item, c.origin());
      }
      case Change.Delete c -> {
        Item item = transform.apply(c.item(), Part.KEY);
        yield new Change.Delete(ItemKey.of(key, item), item, c.origin(), c.expired());
      }
    };
  }
}
