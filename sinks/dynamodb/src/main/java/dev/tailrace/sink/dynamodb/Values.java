package dev.tailrace.sink.dynamodb;

import dev.tailrace.sink.SinkException;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Reads and makes the attributes of the state table's items. */
final class Values {
  static final String SCOPE = "scope";
  static final String ENTRY = "entry";

  private Values() {}

  /** The key of an item of the state table. */
  static Map<String, AttributeValue> key(String scope, String entry) {
    Map<String, AttributeValue> key = new LinkedHashMap<>();
    key.put(SCOPE, text(scope));
    key.put(ENTRY, text(entry));
    return key;
  }

  static AttributeValue text(String value) {
    return AttributeValue.fromS(value);
  }

  static AttributeValue number(long value) {
    return AttributeValue.fromN(Long.toString(value));
  }

  static AttributeValue bytes(byte[] value) {
    return AttributeValue.fromB(SdkBytes.fromByteArrayUnsafe(value));
  }

  /** A number that is 0 when it is absent. */
  static long number(Map<String, AttributeValue> item, String name) {
    AttributeValue value = item.get(name);
    return value == null ? 0 : Long.parseLong(value.n());
  }

  /**
   * A text.
   *
   * @throws SinkException.Rejected when there is none
   */
  static String text(Map<String, AttributeValue> item, String name) {
    return required(item, name).s();
  }

  /** As {@link #text(Map, String)}, bytes. */
  static byte[] bytes(Map<String, AttributeValue> item, String name) {
    return required(item, name).b().asByteArrayUnsafe();
  }

  private static AttributeValue required(Map<String, AttributeValue> item, String name) {
    AttributeValue value = item.get(name);
    if (value == null) {
      throw new SinkException.Rejected(
          "the state table's item %s/%s has no %s: Tailrace did not write it so; name another state-table"
              .formatted(item.get(SCOPE), item.get(ENTRY), name));
    }
    return value;
  }

  /** A number's digits, so that texts are ordered as numbers are. */
  static String padded(long value) {
    return "%019d".formatted(value);
  }
}
