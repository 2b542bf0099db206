package dev.tailrace.projection;

import dev.tailrace.item.Item;
import dev.tailrace.item.ItemCursor;
import dev.tailrace.item.ItemWriter;
import dev.tailrace.item.KeySchema.KeyAttribute;
import dev.tailrace.item.MalformedItemException;
import dev.tailrace.item.Utf8Buffer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Makes the key attributes of an item out of a warehouse's row. Used by one thread. */
public final class RowKey {
  private final Utf8Buffer out = new Utf8Buffer(256);
  private final ItemWriter writer = new ItemWriter(out);
  private final Optional<String> overflow;

  /**
   * Begins a row's key.
   *
   * @param overflow the row's overflow document, where a number may be that no column holds
   */
  public RowKey(Optional<String> overflow) {
    this.overflow = overflow;
    writer.beginItem();
  }

  /** Adds a text. */
  public void text(KeyAttribute attribute, Optional<String> value) {
    writer.name(attribute.name());
    writer.string(value.orElseGet(() -> stored(attribute)));
  }

  /** Adds a number. */
  public void number(KeyAttribute attribute, Optional<BigDecimal> value) {
    writer.name(attribute.name());
    writer.number(value.map(BigDecimal::toPlainString).orElseGet(() -> stored(attribute)));
  }

  /** Adds bytes; they always have a column. */
  public void bytes(KeyAttribute attribute, byte[] value) {
    writer.name(attribute.name());
    writer.binary(value);
  }

  /** The item with the key attributes alone. */
  public Item item() {
    writer.endItem();
    return Item.copyOf(out);
  }

  private String stored(KeyAttribute attribute) {
    Item document = Item.of(overflow.orElse("{}"));
    ItemCursor cursor = new ItemCursor();
    cursor.overMap(document);
    while (cursor.next()) {
      if (cursor.name().equals(attribute.name())) {
        return new String(cursor.utf8(), StandardCharsets.UTF_8);
      }
    }
    throw new MalformedItemException(
        "the key attribute " + attribute.name(),
        document.bytes(),
        document.from(),
        document.from(),
        document.to());
  }
}
