package dev.tailrace.item;

import java.util.Random;

/** Items of every type and nesting, the same from the same seed. */
public final class RandomItems {
  private static final String[] PIECES = {
    "a", "Z", "é", "ß", "😀", "\"", "\\", "/", "\n", "\t", "\u0001", "\0", "{", "]", ",", ":",
    "\u2028"
  };

  private final Random random;
  private final Utf8Buffer out = new Utf8Buffer(256);
  private final ItemWriter writer = new ItemWriter(out);

  /** Items from {@code random}. */
  public RandomItems(Random random) {
    this.random = random;
  }

  /** An item of up to eight attributes, whose values nest up to {@code depth} levels. */
  public Item next(int depth) {
    out.clear();
    writer.beginItem();
    members(depth);
    writer.endItem();
    return Item.copyOf(out);
  }

  private void members(int depth) {
    int count = random.nextInt(9);
    for (int i = 0; i < count; i++) {
      // The number keeps names apart; what is before it may hold anything.
      writer.name(text() + i);
      value(depth);
    }
  }

  private void value(int depth) {
    switch (random.nextInt(depth > 0 ? 10 : 8)) {
      case 0 -> writer.string(text());
      case 1 -> writer.number(NumberTexts.any(random));
      case 2 -> writer.binary(bytes());
      case 3 -> writer.bool(random.nextBoolean());
      case 4 -> writer.nullValue();
      case 5 -> set(AttributeType.SS);
      case 6 -> set(AttributeType.NS);
      case 7 -> set(AttributeType.BS);
      case 8 -> {
        writer.beginMap();
        members(depth - 1);
        writer.endMap();
      }
      default -> list(depth);
    }
  }

  private void list(int depth) {
    writer.beginList();
    for (int i = random.nextInt(5); i > 0; i--) {
      value(depth - 1);
    }
    writer.endList();
  }

  private void set(AttributeType type) {
    writer.beginSet(type);
    for (int i = random.nextInt(5); i > 0; i--) {
      if (type == AttributeType.BS) {
        writer.element(bytes());
      } else {
        writer.element(type == AttributeType.NS ? NumberTexts.any(random) : text());
      }
    }
    writer.endSet();
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      text.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return text.toString();
  }

  private byte[] bytes() {
    byte[] bytes = new byte[random.nextInt(9)];
    random.nextBytes(bytes);
    return bytes;
  }
}
