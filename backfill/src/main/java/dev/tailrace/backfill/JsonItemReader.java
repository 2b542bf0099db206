package dev.tailrace.backfill;

import dev.tailrace.sink.DataFileException;
import dev.tailrace.sink.ItemReader;
import java.util.Arrays;

/**
 * Lines of {@code {"Item":{…}}}: finds the item's bytes in the inflated buffer, copying nothing.
 * What is between the outermost braces is its user's to check.
 */
final class JsonItemReader implements ItemReader {
  private static final byte[] ITEM = {'"', 'I', 't', 'e', 'm', '"'};

  private final LineReader lines;
  private int from;
  private int to;

  JsonItemReader(LineReader lines) {
    this.lines = lines;
  }

  @Override
  public boolean next() {
    if (!lines.next()) {
      return false;
    }
    slice(lines.bytes(), lines.from(), lines.to());
    return true;
  }

  private void slice(byte[] bytes, int start, int end) {
    int i = skipSpace(bytes, expect('{', start, end), end);
    if (end - i < ITEM.length || !Arrays.equals(bytes, i, i + ITEM.length, ITEM, 0, ITEM.length)) {
      throw notAnItem();
    }
    i = skipSpace(bytes, i + ITEM.length, end);
    from = skipSpace(bytes, expect(':', i, end), end);
    expect('{', from, end);
    int last = end - 1;
    to = last;
    while (to > from && isSpace(bytes[to - 1])) {
      to--;
    }
    if (bytes[last] != '}' || to < from + 2 || bytes[to - 1] != '}') {
      throw lines.damaged("does not end with }}");
    }
  }

  private int expect(char wanted, int i, int end) {
    if (i >= end || lines.bytes()[i] != wanted) {
      throw notAnItem();
    }
    return i + 1;
  }

  private DataFileException notAnItem() {
    return lines.damaged("does not begin with {\"Item\":{");
  }

  private static int skipSpace(byte[] bytes, int start, int end) {
    int i = start;
    while (i < end && isSpace(bytes[i])) {
      i++;
    }
    return i;
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t' || b == '\r';
  }

  @Override
  public byte[] bytes() {
    return lines.bytes();
  }

  @Override
  public int from() {
    return from;
  }

  @Override
  public int to() {
    return to;
  }

  @Override
  public boolean isDelete() {
    return false;
  }

  @Override
  public void close() {
    lines.close();
  }
}
