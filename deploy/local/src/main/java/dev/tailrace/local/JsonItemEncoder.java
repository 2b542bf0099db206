package dev.tailrace.local;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.tailrace.local.ExportOrder.ViewType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** DynamoDB JSON, as exports and the service's own protocol have it. */
final class JsonItemEncoder implements ItemEncoder {
  private final JsonFactory factory = new JsonFactory();

  @Override
  public byte[] item(Map<String, AttributeValue> item) throws IOException {
    return line(
        json -> {
          json.writeFieldName("Item");
          map(json, item);
        });
  }

  @Override
  public byte[] change(ItemChange change, ViewType view) throws IOException {
    return line(
        json -> {
          json.writeObjectFieldStart("Metadata");
          json.writeObjectFieldStart("WriteTimestampMicros");
          json.writeStringField("N", Long.toString(change.writeMicros()));
          json.writeEndObject();
          json.writeEndObject();
          json.writeFieldName("Keys");
          map(json, change.key().attributes());
          if (view == ViewType.NEW_AND_OLD_IMAGES && !change.before().isEmpty()) {
            json.writeFieldName("OldImage");
            map(json, change.before());
          }
          if (!change.after().isEmpty()) {
            json.writeFieldName("NewImage");
            map(json, change.after());
          }
        });
  }

  @Override
  public String fileSuffix() {
    return ".json.gz";
  }

  private interface Fields {
    void write(JsonGenerator json) throws IOException;
  }

  private byte[] line(Fields fields) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(512);
    try (JsonGenerator json = factory.createGenerator(line)) {
      json.writeStartObject();
      fields.write(json);
      json.writeEndObject();
    }
    line.write('\n');
    return line.toByteArray();
  }

  private static void map(JsonGenerator json, Map<String, AttributeValue> values)
      throws IOException {
    json.writeStartObject();
    for (Map.Entry<String, AttributeValue> entry : values.entrySet()) {
      json.writeFieldName(entry.getKey());
      value(json, entry.getValue());
    }
    json.writeEndObject();
  }

  private static void value(JsonGenerator json, AttributeValue value) throws IOException {
    json.writeStartObject();
    json.writeFieldName(value.type() == AttributeValue.Type.NUL ? "NULL" : value.type().name());
    switch (value.type()) {
      case S -> json.writeString(value.s());
      case N -> json.writeString(value.n());
      case B -> json.writeBinary(value.b().asByteArrayUnsafe());
      case BOOL -> json.writeBoolean(value.bool());
      case NUL -> json.writeBoolean(true);
      case SS -> strings(json, value.ss());
      case NS -> strings(json, value.ns());
      case BS -> binaries(json, value.bs());
      case L -> list(json, value.l());
      case M -> map(json, value.m());
      case UNKNOWN_TO_SDK_VERSION ->
          throw new IOException("an attribute value of a type that is not known here: " + value);
    }
    json.writeEndObject();
  }

  private static void list(JsonGenerator json, List<AttributeValue> values) throws IOException {
    json.writeStartArray();
    for (AttributeValue value : values) {
      value(json, value);
    }
    json.writeEndArray();
  }

  private static void strings(JsonGenerator json, List<String> values) throws IOException {
    json.writeStartArray();
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }

  private static void binaries(JsonGenerator json, List<SdkBytes> values) throws IOException {
    json.writeStartArray();
    for (SdkBytes value : values) {
      json.writeBinary(value.asByteArrayUnsafe());
    }
    json.writeEndArray();
  }
}
