package dev.tailrace.item;

/**
 * Finds where JSON's parts end, within bounds that are never left. Knows no more of JSON than
 * DynamoDB JSON needs. Positions are offsets into the array.
 */
final class JsonScanner {
  private JsonScanner() {}

  /** The first position from {@code at} on that is not white space. */
  static int skipSpace(byte[] bytes, int at, int to) {
    int i = at;
    while (i < to) {
      byte b = bytes[i];
      if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
        return i;
      }
      i++;
    }
    return i;
  }

  /**
   * The position of the quote that ends the string whose content begins at {@code at}, or {@code
   * to} when it does not end.
   */
  static int endOfString(byte[] bytes, int at, int to) {
    int i = at;
    while (i < to) {
      byte b = bytes[i];
      if (b == '"') {
        return i;
      }
      i += b == '\\' ? 2 : 1;
    }
    return to;
  }

  /**
   * The position behind the object or list that begins at {@code at}, or -1 when it does not end.
   * Brackets must pair up; what is between them is not looked at.
   */
  static int endOfNested(byte[] bytes, int at, int to) {
    int depth = 0;
    int i = at;
    while (i < to) {
      switch (bytes[i]) {
        case '"' -> i = endOfString(bytes, i + 1, to);
        case '{', '[' -> depth++;
        case '}', ']' -> {
          if (--depth == 0) {
            return i + 1;
          }
        }
        default -> {}
      }
      i++;
    }
    return -1;
  }

  /** The position of the first byte from {@code at} on that can't be part of a literal. */
  static int endOfLiteral(byte[] bytes, int at, int to) {
    int i = at;
    while (i < to && bytes[i] >= 'a' && bytes[i] <= 'z') {
      i++;
    }
    return i;
  }
}
