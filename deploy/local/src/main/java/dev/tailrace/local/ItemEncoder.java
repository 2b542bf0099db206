package dev.tailrace.local;

import dev.tailrace.local.ExportOrder.ViewType;
import java.io.IOException;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Writes items the way one of AWS's export formats has them, one a line, the line's end included.
 */
interface ItemEncoder {

  /** A line of a full export. */
  byte[] item(Map<String, AttributeValue> item) throws IOException;

  /** A line of an incremental export. */
  byte[] change(ItemChange change, ViewType view) throws IOException;

  /** How the names of data files end. */
  String fileSuffix();

  /** The encoder of a format; for one thread. */
  static ItemEncoder of(ExportOrder.ExportFormat format) {
    return switch (format) {
      case DYNAMODB_JSON -> new JsonItemEncoder();
      case ION -> new IonItemEncoder();
    };
  }
}
