package dev.tailrace.stream;

import dev.tailrace.core.Failure;
import dev.tailrace.item.AttributeType;
import dev.tailrace.item.Item;
import dev.tailrace.item.ItemCursor;
import dev.tailrace.item.ItemWriter;
import dev.tailrace.item.JsonString;
import dev.tailrace.item.Utf8Buffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Between the SDK's values and the bytes of DynamoDB JSON. */
final class AttributeValues {
  private AttributeValues() {}

  /** The SDK's values of an item that holds key attributes alone. */
  static Map<String, AttributeValue> ofKeys(Item keys) {
    Map<String, AttributeValue> values = new LinkedHashMap<>();
    ItemCursor cursor = new ItemCursor();
    cursor.overMap(keys);
    while (cursor.next()) {
      String text = new String(cursor.utf8(), StandardCharsets.UTF_8);
      values.put(
          cursor.name(),
          switch (cursor.type()) {
            case S -> AttributeValue.builder().s(text).build();
            case N -> AttributeValue.builder().n(text).build();
            case B ->
                AttributeValue.builder()
                    .b(
                        SdkBytes.fromByteArray(
                            JsonString.base64Decoded(
                                cursor.bytes(), cursor.valueFrom(), cursor.valueTo())))
                    .build();
            case BOOL, NULL, M, L, SS, NS, BS ->
                throw new IllegalArgumentException("not a key: " + keys);
          });
    }
    return values;
  }

  /** The item that the SDK's values make. */
  static Item item(Map<String, AttributeValue> attributes) {
    Utf8Buffer out = new Utf8Buffer(256);
    ItemWriter writer = new ItemWriter(out);
    writer.beginItem();
    writeMembers(attributes, writer);
    writer.endItem();
    return Item.copyOf(out);
  }

  private static void writeMembers(Map<String, AttributeValue> attributes, ItemWriter writer) {
    attributes.forEach(
        (name, value) -> {
          writer.name(name);
          write(value, writer);
        });
  }

  private static void write(AttributeValue value, ItemWriter writer) {
    switch (value.type()) {
      case S -> writer.string(value.s());
      case N -> writer.number(value.n());
      case B -> writer.binary(value.b().asByteArrayUnsafe());
      case BOOL -> writer.bool(value.bool());
      case NUL -> writer.nullValue();
      case M -> {
        writer.beginMap();
        writeMembers(value.m(), writer);
        writer.endMap();
      }
      case L -> {
        writer.beginList();
        value.l().forEach(element -> write(element, writer));
        writer.endList();
      }
      case SS -> {
        writer.beginSet(AttributeType.SS);
        value.ss().forEach(writer::element);
        writer.endSet();
      }
      case NS -> {
        writer.beginSet(AttributeType.NS);
        value.ns().forEach(writer::element);
        writer.endSet();
      }
      case BS -> {
        writer.beginSet(AttributeType.BS);
        value.bs().forEach(element -> writer.element(element.asByteArrayUnsafe()));
        writer.endSet();
      }
      case UNKNOWN_TO_SDK_VERSION ->
          throw new StreamException(
              new Failure(
                  Failure.Kind.REFUSED,
                  "a stream record holds a value of a type that this version does not know: update Tailrace"),
              new IllegalStateException());
    }
  }
}
