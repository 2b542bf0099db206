package dev.tailrace.app;

import dev.tailrace.item.Item;
import dev.tailrace.item.Utf8Buffer;
import dev.tailrace.sink.DataFileLoad;
import dev.tailrace.sink.ItemReader;
import dev.tailrace.sink.Route;
import dev.tailrace.transform.ItemTransform;
import dev.tailrace.transform.ItemTransform.Part;

/**
 * A data file's items as one target has them. Of a full export's, those of other routes are left
 * out; of changes none is, since the sink takes away what went elsewhere.
 */
final class TargetReader implements ItemReader {
  private final ItemReader items;
  private final ItemTransform transform;
  private final Route route;
  private final DataFileLoad.Kind kind;
  private byte[] bytes = {};
  private int to;

  TargetReader(ItemReader items, ItemTransform transform, Route route, DataFileLoad.Kind kind) {
    this.items = items;
    this.transform = transform;
    this.route = route;
    this.kind = kind;
  }

  @Override
  public boolean next() {
    while (items.next()) {
      Part part = items.isDelete() ? Part.KEY : Part.WHOLE;
      Utf8Buffer item = transform.apply(items.bytes(), items.from(), items.to(), part);
      bytes = item.array();
      to = item.length();
      if (kind == DataFileLoad.Kind.CHANGES || route.takes(Item.slice(bytes, 0, to))) {
        return true;
      }
    }
    return false;
  }

  @Override
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public int from() {
    return 0;
  }

  @Override
  public int to() {
    return to;
  }

  @Override
  public boolean isDelete() {
    return items.isDelete();
  }

  @Override
  public void close() {
    items.close();
  }
}
