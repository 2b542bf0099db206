package dev.tailrace.app;

import dev.tailrace.sink.ItemReader;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Items whose file is opened when the first of them is asked for: a sink that takes the file from
 * where it lies asks for none.
 */
final class LazyItems implements ItemReader {
  private final Supplier<ItemReader> opening;
  private @Nullable ItemReader opened;

  LazyItems(Supplier<ItemReader> opening) {
    this.opening = opening;
  }

  private ItemReader items() {
    if (opened == null) {
      opened = opening.get();
    }
    return opened;
  }

  @Override
  public boolean next() {
    return items().next();
  }

  @Override
  public byte[] bytes() {
    return items().bytes();
  }

  @Override
  public int from() {
    return items().from();
  }

  @Override
  public int to() {
    return items().to();
  }

  @Override
  public boolean isDelete() {
    return items().isDelete();
  }

  @Override
  public void close() {
    if (opened != null) {
      opened.close();
    }
  }
}
