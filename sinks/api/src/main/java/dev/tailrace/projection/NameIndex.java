package dev.tailrace.projection;

import dev.tailrace.item.ItemCursor;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Finds the column of the attribute that a cursor stands on, without making a String of its name.
 * Items of one table mostly have their attributes in the same order, so the column that came behind
 * this one last time is tried first.
 */
final class NameIndex {
  static final int UNKNOWN = -1;

  private final byte[][] names;
  private final int[] slots;
  private final int[] successors;
  private int last;

  NameIndex(List<Column> columns) {
    names = new byte[columns.size()][];
    slots = new int[Integer.highestOneBit(Math.max(4, columns.size())) * 4];
    successors = new int[columns.size() + 1];
    Arrays.fill(slots, UNKNOWN);
    Arrays.fill(successors, UNKNOWN);
    for (int i = 0; i < names.length; i++) {
      names[i] = columns.get(i).attribute().getBytes(StandardCharsets.UTF_8);
      int slot = hash(names[i], 0, names[i].length) & (slots.length - 1);
      while (slots[slot] != UNKNOWN) {
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = i;
    }
    startItem();
  }

  void startItem() {
    last = names.length;
  }

  /** The index of the column, or {@link #UNKNOWN}. */
  int find(ItemCursor cursor) {
    int guess = successors[last];
    int found = guess != UNKNOWN && cursor.nameIs(names[guess]) ? guess : lookUp(cursor);
    if (found != UNKNOWN) {
      successors[last] = found;
      last = found;
    }
    return found;
  }

  private int lookUp(ItemCursor cursor) {
    if (cursor.isNameEscaped()) {
      for (int i = 0; i < names.length; i++) {
        if (cursor.nameIs(names[i])) {
          return i;
        }
      }
      return UNKNOWN;
    }
    int slot = hash(cursor.bytes(), cursor.nameFrom(), cursor.nameTo()) & (slots.length - 1);
    while (slots[slot] != UNKNOWN) {
      if (cursor.nameIs(names[slots[slot]])) {
        return slots[slot];
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    return UNKNOWN;
  }

  private static int hash(byte[] bytes, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = hash * 31 + bytes[i];
    }
    return hash ^ (hash >>> 15);
  }
}
