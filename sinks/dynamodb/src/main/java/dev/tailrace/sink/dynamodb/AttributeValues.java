package dev.tailrace.sink.dynamodb;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.Item;
import dev.tailrace.item.ItemCursor;
import dev.tailrace.item.JsonString;
import dev.tailrace.item.JsonStrings;
import dev.tailrace.item.KeySchema;
import dev.tailrace.item.MalformedItemException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * From the bytes of DynamoDB JSON to the SDK's values. All throw {@link MalformedItemException}.
 */
final class AttributeValues {
  // DynamoDB stops at 32; each level costs a stack frame and another look at its bytes.
  private static final int MAX_DEPTH = 64;

  private AttributeValues() {}

  /** All attributes of an item. */
  static Map<String, AttributeValue> of(Item item) {
    return members(item.bytes(), item.from(), item.to(), 0);
  }

  /** The key attributes of an item. */
  static Map<String, AttributeValue> ofKey(KeySchema key, Item item) {
    Map<String, AttributeValue> all = of(item);
    all.keySet().retainAll(key.names());
    return all;
  }

  private static Map<String, AttributeValue> members(byte[] bytes, int from, int to, int depth) {
    Map<String, AttributeValue> members = new LinkedHashMap<>();
    ItemCursor cursor = new ItemCursor();
    cursor.overMap(bytes, from, to);
    while (cursor.next()) {
      members.put(cursor.name(), value(cursor, depth));
    }
    return members;
  }

  private static List<AttributeValue> elements(byte[] bytes, int from, int to, int depth) {
    List<AttributeValue> elements = new ArrayList<>();
    ItemCursor cursor = new ItemCursor();
    cursor.overList(bytes, from, to);
    while (cursor.next()) {
      elements.add(value(cursor, depth));
    }
    return elements;
  }

  private static AttributeValue value(ItemCursor cursor, int depth) {
    byte[] bytes = cursor.bytes();
    int from = cursor.valueFrom();
    int to = cursor.valueTo();
    if (depth > MAX_DEPTH) {
      throw new MalformedItemException(
          "no more than " + MAX_DEPTH + " levels of nesting", bytes, from, from, to);
    }
    return switch (cursor.type()) {
      case S -> AttributeValue.fromS(text(bytes, from, to));
      case N -> AttributeValue.fromN(text(bytes, from, to));
      case B -> AttributeValue.fromB(binary(bytes, from, to));
      case BOOL -> AttributeValue.fromBool(cursor.isTrue());
      case NULL -> AttributeValue.fromNul(true);
      case M -> AttributeValue.fromM(members(bytes, from, to, depth + 1));
      case L -> AttributeValue.fromL(elements(bytes, from, to, depth + 1));
      case SS, NS, BS -> set(cursor.type(), bytes, from, to);
    };
  }

  private static AttributeValue set(AttributeType type, byte[] bytes, int from, int to) {
    JsonStrings strings = new JsonStrings(bytes, from, to);
    List<String> texts = new ArrayList<>();
    List<SdkBytes> binaries = new ArrayList<>();
    while (strings.next()) {
      if (type == AttributeType.BS) {
        binaries.add(binary(bytes, strings.from(), strings.to()));
      } else {
        texts.add(text(bytes, strings.from(), strings.to()));
      }
    }
    return switch (type) {
      case BS -> AttributeValue.fromBs(binaries);
      case NS -> AttributeValue.fromNs(texts);
      case SS -> AttributeValue.fromSs(texts);
      case S, N, B, BOOL, NULL, M, L -> throw new IllegalArgumentException(type + " is not a set");
    };
  }

  private static String text(byte[] bytes, int from, int to) {
    return new String(JsonString.unescaped(bytes, from, to), StandardCharsets.UTF_8);
  }

  private static SdkBytes binary(byte[] bytes, int from, int to) {
    return SdkBytes.fromByteArrayUnsafe(JsonString.base64Decoded(bytes, from, to));
  }
}
