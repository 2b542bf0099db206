package dev.tailrace.backfill;

import com.amazon.ion.IonType;
import com.amazon.ion.IonWriter;
import com.amazon.ion.system.IonTextWriterBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tailrace.item.AttributeType;
import dev.tailrace.item.Item;
import dev.tailrace.item.ItemCursor;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Writes items as the Ion text of an export's line. */
final class IonText {
  private final IonWriter out;

  private IonText(IonWriter out) {
    this.out = out;
  }

  /** Equal items, however their numbers are written and their text is escaped, have equal lines. */
  static String line(Item item) throws IOException {
    StringBuilder text = new StringBuilder("$ion_1_0 {Item:");
    try (IonWriter writer = IonTextWriterBuilder.standard().build(text)) {
      ItemCursor cursor = new ItemCursor();
      cursor.overMap(item);
      new IonText(writer).struct(cursor);
    }
    return text.append('}').toString();
  }

  private void struct(ItemCursor members) throws IOException {
    out.stepIn(IonType.STRUCT);
    while (members.next()) {
      out.setFieldName(members.name());
      value(members);
    }
    out.stepOut();
  }

  private void value(ItemCursor value) throws IOException {
    ItemCursor inner = new ItemCursor();
    switch (value.type()) {
      case S -> out.writeString(new String(value.utf8(), StandardCharsets.UTF_8));
      case N -> out.writeDecimal(number(value.valueText()));
      case B -> out.writeBlob(Base64.getDecoder().decode(value.valueText()));
      case BOOL -> out.writeBool(value.isTrue());
      case NULL -> out.writeNull();
      case M -> {
        inner.overMap(value.bytes(), value.valueFrom(), value.valueTo());
        struct(inner);
      }
      case L -> {
        inner.overList(value.bytes(), value.valueFrom(), value.valueTo());
        out.stepIn(IonType.LIST);
        while (inner.next()) {
          value(inner);
        }
        out.stepOut();
      }
      case SS, NS, BS -> set(value.type(), slice(value));
    }
  }

  private static String slice(ItemCursor value) {
    int from = value.valueFrom();
    return new String(value.bytes(), from, value.valueTo() - from, StandardCharsets.UTF_8);
  }

  private void set(AttributeType type, String array) throws IOException {
    out.setTypeAnnotations("$dynamodb_" + type);
    out.stepIn(IonType.LIST);
    for (JsonNode element : new ObjectMapper().readTree(array)) {
      String text = element.asText();
      switch (type) {
        case SS -> out.writeString(text);
        case NS -> out.writeDecimal(number(text));
        default -> out.writeBlob(Base64.getDecoder().decode(text));
      }
    }
    out.stepOut();
  }

  /** As AWS writes numbers: 600 as 6d2. */
  private static BigDecimal number(String text) {
    return new BigDecimal(text).stripTrailingZeros();
  }
}
