package dev.tailrace.testkit;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.Item;
import dev.tailrace.item.ItemWriter;
import dev.tailrace.item.KeySchema;
import dev.tailrace.item.Utf8Buffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Makes items that DynamoDB would take, all of them from one seed: every type, nested values, names
 * that have to be quoted, numbers of 38 digits, text beyond the basic plane. The keys come from a
 * small range, so that they are met again. Attributes change their type now and then.
 */
public final class ItemMaker {
  private static final int MAX_DEPTH = 3;
  private static final int KEYS = 40;
  private static final List<String> NAMES =
      List.of(
          "name",
          "select",
          "order",
          "two words",
          "a.b",
          "a/b~c",
          "quote\"d",
          "it's",
          "ünïcode",
          "日本",
          "🐟",
          "rowid",
          "tab\there",
          "back\\slash",
          "_tailrace_sequence",
          "1",
          "%");
  private static final List<String> TEXTS =
      List.of("", "plain", "\u0000null", "🐟🐠", "line\nbreak", "\"quoted\"", "é", "{\"S\":1}");
  private static final AttributeType[] TYPES = AttributeType.values();

  private final Random random;
  private final KeySchema schema;

  /** A maker whose items depend on nothing but the arguments. */
  public ItemMaker(long seed, KeySchema schema) {
    this.random = new Random(seed);
    this.schema = schema;
  }

  /** The next item. */
  public Item next() {
    Utf8Buffer out = new Utf8Buffer(512);
    ItemWriter writer = new ItemWriter(out);
    writer.beginItem();
    for (KeySchema.KeyAttribute attribute : schema.attributes()) {
      writer.name(attribute.name());
      key(attribute.type(), writer);
    }
    Set<String> names = new LinkedHashSet<>();
    for (int i = random.nextInt(8); i > 0; i--) {
      names.add(NAMES.get(random.nextInt(NAMES.size())));
    }
    for (String name : names) {
      if (!schema.contains(name)) {
        writer.name(name);
        // Mostly of one type by name, as attributes are, and sometimes of any.
        int usual = Math.floorMod(name.hashCode(), TYPES.length);
        value(TYPES[random.nextInt(6) == 0 ? random.nextInt(TYPES.length) : usual], writer, 0);
      }
    }
    writer.endItem();
    return Item.copyOf(out);
  }

  private void key(AttributeType type, ItemWriter writer) {
    int key = random.nextInt(KEYS);
    switch (type) {
      case S -> writer.string(TEXTS.get(key % TEXTS.size()) + key);
      case N -> writer.number(keyNumber(key));
      case B -> writer.binary(new byte[] {0, (byte) key});
      case BOOL, NULL, M, L, SS, NS, BS -> throw new IllegalStateException("not a key: " + type);
    }
  }

  /** Some fit a column of 38 digits, some have a fraction; each may be written in several ways. */
  private String keyNumber(int key) {
    return switch (key % 4) {
      case 0 -> random.nextBoolean() ? Integer.toString(key) : key + ".0";
      case 1 -> "9".repeat(36) + "%02d".formatted(key);
      case 2 -> random.nextBoolean() ? key + ".5" : key + "5e-1";
      default -> "-" + key;
    };
  }

  private void value(AttributeType type, ItemWriter writer, int depth) {
    switch (type) {
      case S -> writer.string(text());
      case N -> writer.number(number());
      case B -> writer.binary(bytes());
      case BOOL -> writer.bool(random.nextBoolean());
      case NULL -> writer.nullValue();
      case M -> map(writer, depth);
      case L -> list(writer, depth);
      case SS, NS, BS -> set(type, writer);
    }
  }

  private void map(ItemWriter writer, int depth) {
    writer.beginMap();
    Set<String> names = new LinkedHashSet<>();
    for (int i = depth < MAX_DEPTH ? random.nextInt(4) : 0; i > 0; i--) {
      names.add(NAMES.get(random.nextInt(NAMES.size())));
    }
    for (String name : names) {
      writer.name(name);
      value(TYPES[random.nextInt(TYPES.length)], writer, depth + 1);
    }
    writer.endMap();
  }

  private void list(ItemWriter writer, int depth) {
    writer.beginList();
    for (int i = depth < MAX_DEPTH ? random.nextInt(4) : 0; i > 0; i--) {
      value(TYPES[random.nextInt(TYPES.length)], writer, depth + 1);
    }
    writer.endList();
  }

  private void set(AttributeType type, ItemWriter writer) {
    writer.beginSet(type);
    Set<String> elements = new LinkedHashSet<>();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      elements.add(
          switch (type) {
            case SS -> text();
            case NS -> Integer.toString(random.nextInt(1000) - 500);
            default -> Texts.of(bytes());
          });
    }
    elements.forEach(writer::element);
    writer.endSet();
  }

  private String text() {
    return TEXTS.get(random.nextInt(TEXTS.size())) + random.nextInt(100);
  }

  private byte[] bytes() {
    byte[] bytes = new byte[random.nextInt(20)];
    random.nextBytes(bytes);
    return bytes;
  }

  private String number() {
    return switch (random.nextInt(6)) {
      case 0 -> Integer.toString(random.nextInt());
      case 1 -> "9007199254740993";
      case 2 -> "12345678901234567890123456789012345678";
      case 3 -> "-0." + "0".repeat(5) + (1 + random.nextInt(1_000_000));
      case 4 -> "1e" + (random.nextInt(200) - 100);
      default -> random.nextInt(1000) + "." + random.nextInt(100);
    };
  }
}
