package dev.tailrace.sink.dynamodb;

import dev.tailrace.item.AttributeType;
import dev.tailrace.item.Item;
import dev.tailrace.item.ItemWriter;
import dev.tailrace.item.Utf8Buffer;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The SDK's values as DynamoDB JSON: the other way round than the sink needs it. */
final class ItemJson {
  private ItemJson() {}

  static Item of(Map<String, AttributeValue> attributes) {
    Utf8Buffer out = new Utf8Buffer(256);
    ItemWriter writer = new ItemWriter(out);
    writer.beginItem();
    members(attributes, writer);
    writer.endItem();
    return Item.copyOf(out);
  }

  private static void members(Map<String, AttributeValue> members, ItemWriter writer) {
    members.forEach(
        (name, value) -> {
          writer.name(name);
          value(value, writer);
        });
  }

  private static void value(AttributeValue value, ItemWriter writer) {
    switch (value.type()) {
      case S -> writer.string(value.s());
      case N -> writer.number(value.n());
      case B -> writer.binary(value.b().asByteArrayUnsafe());
      case BOOL -> writer.bool(value.bool());
      case NUL -> writer.nullValue();
      case M -> {
        writer.beginMap();
        members(value.m(), writer);
        writer.endMap();
      }
      case L -> {
        writer.beginList();
        value.l().forEach(e -> value(e, writer));
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
        value.bs().forEach(e -> writer.element(e.asByteArrayUnsafe()));
        writer.endSet();
      }
      case UNKNOWN_TO_SDK_VERSION -> throw new IllegalArgumentException("a type of no name");
    }
  }
}
