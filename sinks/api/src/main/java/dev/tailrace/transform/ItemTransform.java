package dev.tailrace.transform;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.DynamoNumber;
import dev.tailrace.item.Item;
import dev.tailrace.item.ItemCursor;
import dev.tailrace.item.JsonString;
import dev.tailrace.item.KeySchema;
import dev.tailrace.item.PlainJson;
import dev.tailrace.item.Utf8Buffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Does what {@link AttributeRules} say, item by item. Not safe for use by several threads.
 *
 * <p>An attribute that has the name which a rename or a constant gives to another is kept under its
 * name with {@value #DISPLACED} behind it. Where that name is taken too, by a rule or by an
 * attribute of the same item that keeps its own name, it is the name with {@code _source_2} behind
 * it, or the next number that is free. So no two attributes of an item come out under one name, and
 * only the displaced one's name depends on what else its item has. A hash is the lower-case
 * hexadecimal HMAC-SHA-256 of a string's UTF-8, of a number's canonical text, of a binary's bytes,
 * and of any other value's plain JSON; a NULL stays one.
 */
public final class ItemTransform {
  /** Behind the name of an attribute whose name is given to another. */
  public static final String DISPLACED = "_source";

  private static final String ALGORITHM = "HmacSHA256";

  private final AttributeRules rules;
  private final KeySchema source;
  private final KeySchema target;
  private final Map<String, String> backwards;
  private final Set<String> given;
  private final Mac mac;
  private final ItemCursor others = new ItemCursor();
  private final ItemCursor cursor = new ItemCursor();
  private final DynamoNumber number = new DynamoNumber();
  private final PlainJson plainJson = new PlainJson();
  private final Utf8Buffer out = new Utf8Buffer(1024);
  private final Utf8Buffer json = new Utf8Buffer(256);

  /**
   * Of items with the key {@code source}.
   *
   * @param secret the HMAC's key; any bytes, one or more, where nothing is hashed
   * @throws IllegalArgumentException as {@link AttributeRules#key}
   */
  public ItemTransform(AttributeRules rules, KeySchema source, byte[] secret) {
    this.rules = rules;
    this.source = source;
    this.target = rules.key(source);
    this.backwards =
        rules.rename().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));
    this.given = new HashSet<>(rules.rename().values());
    this.given.addAll(rules.constant().keySet());
    try {
      this.mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret, ALGORITHM));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }

  /** The key of what comes out. */
  public KeySchema key() {
    return target;
  }

  /** The item as its rows show it; of a delete's key attributes, the key attributes. */
  public Item apply(Item item, Part part) {
    apply(item.bytes(), item.from(), item.to(), part);
    return Item.copyOf(out);
  }

  /** As the other; the buffer is valid until the next call. */
  public Utf8Buffer apply(byte[] bytes, int from, int to, Part part) {
    out.clear();
    out.put('{');
    Set<String> own = Set.of();
    cursor.overMap(bytes, from, to);
    while (cursor.next()) {
      String name = cursor.name();
      if (isKept(name)) {
        if (own.isEmpty() && isDisplaced(name)) {
          own = ownNames(bytes, from, to);
        }
        putName(newName(name, own));
        putValue(name);
      }
    }
    if (part == Part.WHOLE) {
      rules
          .constant()
          .forEach(
              (name, value) -> {
                putName(name);
                out.put("{\"S\":");
                JsonString.quote(value, out);
                out.put('}');
              });
    }
    return out.put('}');
  }

  /** How much of an item there is. */
  public enum Part {
    /** All attributes. */
    WHOLE,
    /** Those of the key. */
    KEY
  }

  /** The source's key attributes of the key attributes that came out. */
  public Item sourceKey(Item key) {
    out.clear();
    out.put('{');
    cursor.overMap(key);
    while (cursor.next()) {
      putName(backwards.getOrDefault(cursor.name(), cursor.name()));
      putSame();
    }
    out.put('}');
    return Item.copyOf(out);
  }

  private boolean isKept(String name) {
    return source.contains(name)
        || ((rules.include().isEmpty() || rules.include().contains(name))
            && !rules.exclude().contains(name));
  }

  /** Whether the name that the attribute keeps is given to something else. */
  private boolean isDisplaced(String name) {
    return !rules.rename().containsKey(name) && given.contains(name);
  }

  /** The names under which the item's attributes were and stay. */
  private Set<String> ownNames(byte[] bytes, int from, int to) {
    Set<String> own = new HashSet<>();
    others.overMap(bytes, from, to);
    while (others.next()) {
      String name = others.name();
      if (isKept(name) && !rules.rename().containsKey(name)) {
        own.add(name);
      }
    }
    return own;
  }

  private String newName(String name, Set<String> own) {
    if (!isDisplaced(name)) {
      return rules.rename().getOrDefault(name, name);
    }
    String free = name + DISPLACED;
    for (int i = 2; given.contains(free) || own.contains(free); i++) {
      free = name + DISPLACED + "_" + i;
    }
    return free;
  }

  private void putName(String name) {
    if (out.length() > 1) {
      out.put(',');
    }
    JsonString.quote(name, out);
    out.put(':');
  }

  private void putValue(String name) {
    if (!rules.hash().contains(name) || cursor.type() == AttributeType.NULL) {
      putSame();
      return;
    }
    byte[] hash = mac.doFinal(hashed());
    out.put("{\"S\":\"").put(HexFormat.of().formatHex(hash)).put("\"}");
  }

  private void putSame() {
    boolean quoted =
        switch (cursor.type()) {
          case S, N, B -> true;
          case BOOL, NULL, M, L, SS, NS, BS -> false;
        };
    out.put("{\"").put(cursor.type().name()).put("\":");
    if (quoted) {
      out.put('"');
    }
    out.put(cursor.bytes(), cursor.valueFrom(), cursor.valueTo());
    out.put(quoted ? "\"}" : "}");
  }

  private byte[] hashed() {
    return switch (cursor.type()) {
      case S -> cursor.utf8();
      case B -> JsonString.base64Decoded(cursor.bytes(), cursor.valueFrom(), cursor.valueTo());
      case N -> {
        number.parse(cursor.bytes(), cursor.valueFrom(), cursor.valueTo());
        yield number.canonical().getBytes(StandardCharsets.US_ASCII);
      }
      case BOOL, NULL, M, L, SS, NS, BS -> {
        json.clear();
        plainJson.append(cursor, json);
        yield json.toByteArray();
      }
    };
  }
}
