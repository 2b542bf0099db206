package dev.tailrace.sink.postgres;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.DynamoNumber;
import dev.tailrace.item.Item;
import dev.tailrace.item.ItemCursor;
import dev.tailrace.item.JsonString;
import dev.tailrace.item.KeySchema;
import dev.tailrace.item.KeySchema.KeyAttribute;
import dev.tailrace.item.Utf8Buffer;
import dev.tailrace.sink.sql.Dialect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Writes a row's overflow document so that the parts of the key that are in it come first, in the
 * key's order and in the one canonical form. Two rows have the same key exactly when that beginning
 * is the same text, and a regular expression finds it: Postgres can't take a document with a null
 * character in it apart as JSON. Used by one thread.
 */
final class Overflow {
  /**
   * Characters that an index entry has of that beginning: short enough, however many bytes each.
   */
  private static final int INDEXED_CHARACTERS = 600;

  private static final String STRING = "\"(?:[^\"\\\\]|\\\\.)*\"";

  private final KeySchema key;
  private final ItemCursor cursor = new ItemCursor();
  private final DynamoNumber number = new DynamoNumber();
  private final Utf8Buffer document = new Utf8Buffer(256);
  private boolean keyAllInColumns = true;

  Overflow(KeySchema key) {
    this.key = key;
  }

  /**
   * Writes the document of those attributes of the item that {@code goes} accepts by name, NULLs
   * left out.
   */
  void write(Item item, Predicate<String> goes) {
    document.clear();
    document.put('{');
    for (KeyAttribute attribute : key.attributes()) {
      if (goes.test(attribute.name())) {
        writeKey(item, attribute.name());
      }
    }
    keyAllInColumns = document.length() == 1;
    cursor.overMap(item);
    while (cursor.next()) {
      String name = cursor.name();
      if (cursor.type() != AttributeType.NULL && !key.contains(name) && goes.test(name)) {
        separate();
        document.put('"').put(cursor.bytes(), cursor.nameFrom(), cursor.nameTo()).put("\":{\"");
        document.put(cursor.type().name()).put("\":");
        boolean quoted = isQuoted(cursor.type());
        document.put(quoted ? "\"" : "");
        document.put(cursor.bytes(), cursor.valueFrom(), cursor.valueTo());
        document.put(quoted ? "\"}" : "}");
      }
    }
    document.put('}');
  }

  private void writeKey(Item item, String name) {
    cursor.overMap(item);
    while (cursor.next()) {
      if (cursor.name().equals(name)) {
        separate();
        JsonString.quote(name, document);
        document.put(":{\"").put(cursor.type().name()).put("\":");
        JsonString.quote(canonical(), document);
        document.put('}');
      }
    }
  }

  private String canonical() {
    if (cursor.type() == AttributeType.N) {
      number.parse(cursor.bytes(), cursor.valueFrom(), cursor.valueTo());
      return number.canonical();
    }
    return new String(cursor.utf8(), StandardCharsets.UTF_8);
  }

  private static boolean isQuoted(AttributeType type) {
    return switch (type) {
      case S, N, B -> true;
      case BOOL, NULL, M, L, SS, NS, BS -> false;
    };
  }

  private void separate() {
    if (document.length() > 1) {
      document.put(',');
    }
  }

  /** The document that was written last; valid until the next. */
  Utf8Buffer document() {
    return document;
  }

  /** Whether none of its members is a part of the key. */
  boolean isKeyAllInColumns() {
    return keyAllInColumns;
  }

  /** An expression for those members of a document that are parts of the key; empty for none. */
  static String keyTextSql(KeySchema key, String document, Dialect dialect) {
    List<KeyAttribute> attributes = key.attributes();
    StringBuilder pattern = new StringBuilder("^\\{(");
    for (int i = 0; i < attributes.size(); i++) {
      Utf8Buffer name = new Utf8Buffer(64);
      JsonString.quote(attributes.get(i).name(), name);
      pattern
          .append("(?:")
          .append(i > 0 ? ",?" : "")
          .append(literal(name.toString()))
          .append(":\\{\"")
          .append(attributes.get(i).type().name())
          .append("\":")
          .append(STRING)
          .append("\\})?");
    }
    return "substring(%s from %s)".formatted(document, dialect.text(pattern + ")"));
  }

  /** What an index has of {@code keyText}. */
  static String indexedSql(String keyText) {
    return "\"left\"(" + keyText + ", " + INDEXED_CHARACTERS + ")";
  }

  private static String literal(String text) {
    return text.codePoints()
        .mapToObj(
            c ->
                c > 127 || Character.isLetterOrDigit(c)
                    ? Character.toString(c)
                    : "\\" + Character.toString(c))
        .collect(Collectors.joining());
  }
}
