package dev.tailrace.app;

import dev.tailrace.core.Command;
import dev.tailrace.item.Item;
import dev.tailrace.sink.DataFileLoad;
import dev.tailrace.sink.ItemReader;
import dev.tailrace.sink.LoadOutcome;
import dev.tailrace.stream.CurrentItems;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Looks up items that a repair is not sure of, and loads them as they are now. */
final class TouchedItems {
  private final CurrentItems source;
  private final ExportCalls.Target target;

  TouchedItems(CurrentItems source, ExportCalls.Target target) {
    this.source = source;
    this.target = target;
  }

  LoadOutcome load(Command.LoadTouched command) {
    Deque<Item> keys = new ArrayDeque<>();
    target.sink().touchedSince(target.id(), target.table(), command.since(), keys::add);
    return target
        .sink()
        .load(
            new DataFileLoad(
                target.id(),
                command.lifeVersion(),
                target.table(),
                command.file(),
                command.exportTime(),
                DataFileLoad.Kind.CHANGES,
                new Lookup(keys)));
  }

  /** Reads page by page, as the sink asks for more. */
  private final class Lookup implements ItemReader {
    private final Deque<Item> keys;
    private final Deque<Item> asked = new ArrayDeque<>();
    private final Deque<Optional<Item>> found = new ArrayDeque<>();
    private Item current = Item.of("{}");
    private boolean deleted;

    Lookup(Deque<Item> keys) {
      this.keys = keys;
    }

    @Override
    public boolean next() {
      if (found.isEmpty()) {
        List<Item> page = new ArrayList<>();
        while (!keys.isEmpty() && page.size() < CurrentItems.MOST_KEYS) {
          page.add(keys.remove());
        }
        if (page.isEmpty()) {
          return false;
        }
        asked.addAll(page);
        found.addAll(source.get(page));
      }
      Item key = asked.remove();
      Optional<Item> item = found.remove();
      current = item.orElse(key);
      deleted = item.isEmpty();
      return true;
    }

    @Override
    public byte[] bytes() {
      return current.bytes();
    }

    @Override
    public int from() {
      return current.from();
    }

    @Override
    public int to() {
      return current.to();
    }

    @Override
    public boolean isDelete() {
      return deleted;
    }

    @Override
    public void close() {}
  }
}
