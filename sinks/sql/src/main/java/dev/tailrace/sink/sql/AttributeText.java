package dev.tailrace.sink.sql;

import dev.tailrace.item.JsonString;
import dev.tailrace.item.Utf8Buffer;
import java.nio.charset.StandardCharsets;

/**
 * An attribute's name as the state table of columns keeps it: the content of a JSON string, since a
 * name may hold a null character and not every warehouse's text may.
 */
public final class AttributeText {
  private AttributeText() {}

  /** The text of a name. */
  public static String of(String attribute) {
    byte[] utf8 = attribute.getBytes(StandardCharsets.UTF_8);
    Utf8Buffer out = new Utf8Buffer(utf8.length);
    JsonString.escape(utf8, 0, utf8.length, out);
    return out.toString();
  }

  /** Reads what {@link #of} wrote. */
  public static String read(String stored) {
    byte[] utf8 = stored.getBytes(StandardCharsets.UTF_8);
    return new String(JsonString.unescaped(utf8, 0, utf8.length), StandardCharsets.UTF_8);
  }
}
