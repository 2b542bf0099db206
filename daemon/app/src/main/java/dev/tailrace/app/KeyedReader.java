package dev.tailrace.app;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.Item;
import dev.tailrace.item.ItemCursor;
import dev.tailrace.item.ItemKey;
import dev.tailrace.item.KeySchema;
import dev.tailrace.item.MalformedItemException;
import dev.tailrace.sink.ItemReader;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A data file's items, of which each is held to the primary key that the user named: the export
 * itself does not say which attributes are the key. A reader is used by one thread.
 */
final class KeyedReader implements ItemReader {
  /** As many keys as fit into some hundred megabytes. */
  private static final int MOST_KEPT = 500_000;

  /**
   * The keys seen so far, shared by the readers of one export. All of them while they are few;
   * beyond, those of a part of all hash values, so that a doubled key is kept both times or not at
   * all. A sort key that was left out doubles many keys, and is found either way. Safe for several
   * threads.
   */
  static final class Seen {
    private final Map<ItemKey, KeyedReader> keys = new ConcurrentHashMap<>();
    private final int every;

    /**
     * For an export.
     *
     * @param items how many items it holds
     */
    Seen(long items) {
      this.every = (int) Math.min(Integer.MAX_VALUE, 1 + items / MOST_KEPT);
    }

    /** Whether {@code reader} is the first to have the key, as far as keys are kept. */
    private boolean isFirst(ItemKey key, KeyedReader reader) {
      if (Math.floorMod(key.hashCode() * 0x9E3779B9, every) != 0) {
        return true;
      }
      KeyedReader before = keys.put(key, reader);
      // The same file may be read a second time, after its load failed.
      return before == null || (before != reader && before.file.equals(reader.file));
    }
  }

  private final ItemReader items;
  private final KeySchema key;
  private final String file;
  private final Seen seen;

  KeyedReader(ItemReader items, KeySchema key, String file, Seen seen) {
    this.items = items;
    this.key = key;
    this.file = file;
    this.seen = seen;
  }

  @Override
  public boolean next() {
    if (!items.next()) {
      return false;
    }
    Item item = Item.slice(items.bytes(), items.from(), items.to());
    ItemKey itemKey;
    try {
      itemKey = ItemKey.of(key, item);
    } catch (MalformedItemException e) {
      Optional<String> what = wrongKey(item);
      if (what.isEmpty()) {
        throw e;
      }
      throw new UserException(ExitCode.USAGE, what.get());
    }
    if (!seen.isFirst(itemKey, this)) {
      throw new UserException(
          ExitCode.USAGE,
          "--primary-key %s: several items of the export have the same values of it, so it is not the table's whole key; name partition key and sort key"
              .formatted(names()));
    }
    return true;
  }

  /** What of the key the item lacks; empty when the item itself is damaged. */
  private Optional<String> wrongKey(Item item) {
    Map<String, AttributeType> found = new TreeMap<>();
    try {
      ItemCursor cursor = new ItemCursor();
      cursor.overMap(item);
      while (cursor.next()) {
        found.put(cursor.name(), cursor.type());
      }
    } catch (MalformedItemException e) {
      return Optional.empty();
    }
    for (KeySchema.KeyAttribute attribute : key.attributes()) {
      AttributeType type = found.get(attribute.name());
      if (type != attribute.type()) {
        String is = type == null ? "lacks it" : "has it with type " + type;
        return Optional.of(
            "--primary-key %s: %s has type %s in the first item, and another item %s; its attributes are %s. Name the table's own key"
                .formatted(
                    names(),
                    attribute.name(),
                    attribute.type(),
                    is,
                    found.keySet().stream().limit(50).toList()));
      }
    }
    return Optional.empty();
  }

  private String names() {
    StringJoiner names = new StringJoiner(",");
    key.attributes().forEach(a -> names.add(a.name()));
    return names.toString();
  }

  @Override
  public byte[] bytes() {
    return items.bytes();
  }

  @Override
  public int from() {
    return items.from();
  }

  @Override
  public int to() {
    return items.to();
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
