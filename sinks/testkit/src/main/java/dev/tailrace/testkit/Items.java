package dev.tailrace.testkit;

import dev.tailrace.item.Item;
import dev.tailrace.sink.DataFileException;
import dev.tailrace.sink.ItemReader;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Reads items that a test has in memory, or makes up as it goes. */
public final class Items implements ItemReader {
  private static final Item NONE = Item.of("");

  private final Iterator<Item> items;
  private final Optional<DataFileException> damage;
  private Item current = NONE;

  private Items(Iterator<Item> items, Optional<DataFileException> damage) {
    this.items = items;
    this.damage = damage;
  }

  /** The items in these documents of DynamoDB JSON. */
  public static ItemReader of(String... json) {
    return of(Stream.of(json).map(Item::of));
  }

  /** These items. */
  public static ItemReader of(Stream<Item> items) {
    return new Items(items.iterator(), Optional.empty());
  }

  /** These items, and then the end of a file that turns out to be damaged. */
  public static ItemReader damaged(List<Item> items, String message) {
    return new Items(items.iterator(), Optional.of(new DataFileException(message)));
  }

  @Override
  public boolean next() {
    if (items.hasNext()) {
      current = items.next();
      return true;
    }
    if (damage.isPresent()) {
      throw damage.get();
    }
    return false;
  }

  /** What changed: items, and where {@code isDelete} says so, the keys of those that are gone. */
  public static ItemReader changes(Predicate<Item> isDelete, String... json) {
    ItemReader items = of(json);
    return new ItemReader() {
      @Override
      public boolean next() {
        return items.next();
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
        return isDelete.test(Item.slice(bytes(), from(), to()));
      }

      @Override
      public void close() {
        items.close();
      }
    };
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
    return false;
  }

  @Override
  public void close() {}
}
