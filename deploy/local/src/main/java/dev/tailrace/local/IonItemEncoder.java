package dev.tailrace.local;

import com.amazon.ion.IonType;
import com.amazon.ion.IonWriter;
import com.amazon.ion.system.IonTextWriterBuilder;
import com.amazon.ion.system.IonWriterBuilder;
import dev.tailrace.local.ExportOrder.ViewType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Ion text: numbers as decimals, sets as annotated lists, and {@code $ion_1_0} on every line. */
final class IonItemEncoder implements ItemEncoder {
  private final IonTextWriterBuilder writers =
      IonTextWriterBuilder.standard()
          .withInitialIvmHandling(IonWriterBuilder.InitialIvmHandling.ENSURE)
          .immutable();

  @Override
  public byte[] item(Map<String, AttributeValue> item) throws IOException {
    return line(
        ion -> {
          ion.setFieldName("Item");
          struct(ion, item);
        });
  }

  @Override
  public byte[] change(ItemChange change, ViewType view) throws IOException {
    return line(
        ion -> {
          ion.setFieldName("Record");
          ion.stepIn(IonType.STRUCT);
          ion.setFieldName("Metadata");
          ion.stepIn(IonType.STRUCT);
          ion.setFieldName("WriteTimestampMicros");
          ion.writeDecimal(BigDecimal.valueOf(change.writeMicros()));
          ion.stepOut();
          ion.setFieldName("Keys");
          struct(ion, change.key().attributes());
          if (view == ViewType.NEW_AND_OLD_IMAGES && !change.before().isEmpty()) {
            ion.setFieldName("OldImage");
            struct(ion, change.before());
          }
          if (!change.after().isEmpty()) {
            ion.setFieldName("NewImage");
            struct(ion, change.after());
          }
          ion.stepOut();
        });
  }

  @Override
  public String fileSuffix() {
    return ".ion.gz";
  }

  private interface Fields {
    void write(IonWriter ion) throws IOException;
  }

  private byte[] line(Fields fields) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(512);
    try (IonWriter ion = writers.build(line)) {
      ion.stepIn(IonType.STRUCT);
      fields.write(ion);
      ion.stepOut();
    }
    line.write('\n');
    return line.toByteArray();
  }

  private static void struct(IonWriter ion, Map<String, AttributeValue> values) throws IOException {
    ion.stepIn(IonType.STRUCT);
    for (Map.Entry<String, AttributeValue> entry : values.entrySet()) {
      ion.setFieldName(entry.getKey());
      value(ion, entry.getValue());
    }
    ion.stepOut();
  }

  private static void value(IonWriter ion, AttributeValue value) throws IOException {
    switch (value.type()) {
      case S -> ion.writeString(value.s());
      case N -> ion.writeDecimal(decimal(value.n()));
      case B -> ion.writeBlob(value.b().asByteArrayUnsafe());
      case BOOL -> ion.writeBool(value.bool());
      case NUL -> ion.writeNull();
      case SS -> strings(ion, value.ss());
      case NS -> numbers(ion, value.ns());
      case BS -> binaries(ion, value.bs());
      case L -> list(ion, value.l());
      case M -> struct(ion, value.m());
      case UNKNOWN_TO_SDK_VERSION ->
          throw new IOException("an attribute value of a type that is not known here: " + value);
    }
  }

  private static BigDecimal decimal(String number) {
    return new BigDecimal(number).stripTrailingZeros();
  }

  private static void list(IonWriter ion, List<AttributeValue> values) throws IOException {
    ion.stepIn(IonType.LIST);
    for (AttributeValue value : values) {
      value(ion, value);
    }
    ion.stepOut();
  }

  private static void strings(IonWriter ion, List<String> values) throws IOException {
    ion.setTypeAnnotations("$dynamodb_SS");
    ion.stepIn(IonType.LIST);
    for (String value : values) {
      ion.writeString(value);
    }
    ion.stepOut();
  }

  private static void numbers(IonWriter ion, List<String> values) throws IOException {
    ion.setTypeAnnotations("$dynamodb_NS");
    ion.stepIn(IonType.LIST);
    for (String value : values) {
      ion.writeDecimal(decimal(value));
    }
    ion.stepOut();
  }

  private static void binaries(IonWriter ion, List<SdkBytes> values) throws IOException {
    ion.setTypeAnnotations("$dynamodb_BS");
    ion.stepIn(IonType.LIST);
    for (SdkBytes value : values) {
      ion.writeBlob(value.asByteArrayUnsafe());
    }
    ion.stepOut();
  }
}
