package dev.tailrace.sink;

import dev.tailrace.item.Item;
import dev.tailrace.item.ItemKey;

/** What happened to one item. */
public sealed interface Change {
  /** The item's key. */
  ItemKey key();

  /** Where and when it happened. */
  Origin origin();

  /** The item's bytes: the new image, or of a delete the key attributes. */
  Item item();

  /** How many bytes it counts for in a batch's bound. */
  default long sizeBytes() {
    return 128L + item().length() + key().length();
  }

  /**
   * The item is now this one, whole: an attribute that the image lacks is gone.
   *
   * @param item the new image, key attributes among the rest
   */
  record Upsert(ItemKey key, Item item, Origin origin) implements Change {}

  /**
   * The item is gone.
   *
   * @param item its key attributes, no more
   * @param expired whether DynamoDB deleted it because its time to live had passed
   */
  record Delete(ItemKey key, Item item, Origin origin, boolean expired) implements Change {}
}
