package dev.tailrace.app;

import dev.tailrace.core.Command;
import dev.tailrace.item.Item;
import dev.tailrace.sink.DataFileLoad;
import dev.tailrace.sink.ItemReader;
import dev.tailrace.sink.LoadOutcome;
import dev.tailrace.sink.TargetTable;
import dev.tailrace.stream.CurrentItems;
import dev.tailrace.transform.ItemTransform;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Looks up items that a repair is not sure of, and loads them as they are now. */
final class TouchedItems {
  private final CurrentItems source;
  private final TablePlan plan;
  private final ExportCalls.Target target;

  TouchedItems(CurrentItems source, TablePlan plan, ExportCalls.Target target) {
    this.source = source;
    this.plan = plan;
    this.target = target;
  }

  LoadOutcome load(Command.LoadTouched command) {
    return target.loadAll(command.file(), (table, key) -> load(command, table, key));
  }

  /** An item that went elsewhere was touched there, and in the table that it left. */
  private LoadOutcome load(Command.LoadTouched command, TargetTable table, String fileKey) {
    Deque<Item> keys = new ArrayDeque<>();
    ItemTransform transform = plan.transform();
    for (TargetTable any : target.tables()) {
      target
          .sink()
          .touchedSince(
              target.id(), any, command.since(), key -> keys.add(transform.sourceKey(key)));
    }
    return target
        .sink()
        .load(
            new DataFileLoad(
                target.id(),
                command.lifeVersion(),
                table,
                fileKey,
                command.exportTime(),
                DataFileLoad.Kind.CHANGES,
                new TargetReader(
                    new Lookup(keys), transform, table.route(), DataFileLoad.Kind.CHANGES)));
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
