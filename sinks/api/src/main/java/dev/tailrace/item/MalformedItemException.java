package dev.tailrace.item;

import java.nio.charset.StandardCharsets;

/** Bytes that were taken for DynamoDB JSON and are not. Says where and shows what stands there. */
public final class MalformedItemException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN_BYTES = 40;

  /** Describes what was expected at {@code position} of {@code bytes}, an offset from its start. */
  public MalformedItemException(String expected, byte[] bytes, int position, int from, int to) {
    super(
        "not DynamoDB JSON: expected %s at byte %d of the item, found %s"
            .formatted(expected, position - from, shown(bytes, position, to)));
  }

  private static String shown(byte[] bytes, int position, int to) {
    if (position >= to) {
      return "its end";
    }
    int length = Math.min(SHOWN_BYTES, to - position);
    return "«" + new String(bytes, position, length, StandardCharsets.UTF_8) + "»";
  }
}
