package dev.tailrace.item;

/**
 * Bytes that were taken for DynamoDB JSON and are not. The message says where, what was expected
 * there, and of what kind is what stands there; it never shows the bytes, which are an item's.
 */
public final class MalformedItemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Describes what was expected at {@code position} of {@code bytes}, an offset from its start. */
  public MalformedItemException(String expected, byte[] bytes, int position, int from, int to) {
    super(
        "not DynamoDB JSON: expected %s at byte %d of the item, found %s"
            .formatted(expected, position - from, kind(bytes, position, to)));
  }

  /** Describes an item that is sound, and of which one attribute is not what it has to be. */
  MalformedItemException(String expected, String found) {
    super("expected %s, found %s".formatted(expected, found));
  }

  private static String kind(byte[] bytes, int position, int to) {
    if (position >= to) {
      return "its end";
    }
    char c = (char) (bytes[position] & 0xff);
    return switch (c) {
      case '{', '}', '[', ']', ':', ',' -> "'" + c + "'";
      case '"' -> "a string or its end";
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> "a digit or a sign";
      default -> "other text";
    };
  }
}
