package dev.tailrace.item;

/**
 * Walks a JSON list of strings, the form of DynamoDB JSON's sets, showing each string's content as
 * positions in the bytes, still escaped.
 */
public final class JsonStrings {
  private final byte[] bytes;
  private final int listFrom;
  private final int listTo;
  private int at;
  private boolean first = true;
  private int from;
  private int to;

  /**
   * Starts over the list in the slice.
   *
   * @throws MalformedItemException when the slice is not a list; so does {@link #next()}
   */
  public JsonStrings(byte[] bytes, int listFrom, int listTo) {
    this.bytes = bytes;
    this.listFrom = listFrom;
    this.listTo = listTo;
    this.at = JsonScanner.skipSpace(bytes, listFrom, listTo);
    expect('[', "a list");
  }

  /** Moves to the next string; false when there is none. */
  public boolean next() {
    at = JsonScanner.skipSpace(bytes, at, listTo);
    if (at < listTo && bytes[at] == ']') {
      return false;
    }
    if (!first) {
      expect(',', "',' or ']'");
      at = JsonScanner.skipSpace(bytes, at, listTo);
    }
    first = false;
    expect('"', "a string");
    from = at;
    to = JsonScanner.endOfString(bytes, at, listTo);
    at = to;
    expect('"', "the end of a string");
    return true;
  }

  private void expect(char wanted, String expected) {
    if (at >= listTo || bytes[at] != wanted) {
      throw new MalformedItemException(expected, bytes, Math.min(at, listTo), listFrom, listTo);
    }
    at++;
  }

  /** Where the current string's content begins. */
  public int from() {
    return from;
  }

  /** Where the current string's content ends, exclusive. */
  public int to() {
    return to;
  }
}
