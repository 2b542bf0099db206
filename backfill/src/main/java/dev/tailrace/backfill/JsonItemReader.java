package dev.tailrace.backfill;

import dev.tailrace.sink.DataFileException;
import dev.tailrace.sink.ItemReader;
import java.util.Arrays;

/**
 * Lines of {@code {"Item":{…}}}: finds the item's bytes in the inflated buffer, copying nothing.
 */
final class JsonItemReader implements ItemReader {
  private static final byte[] ITEM = {'"', 'I', 't', 'e', 'm', '"'};
  private static final int FIRST_BUFFER = 1 << 18;

  /** Far above what an item of 400 KB can take: a 130,000-element list of numbers is 1.6 MB. */
  private static final int LONGEST_LINE = 1 << 26;

  private final String name;
  private final CheckedInput in;
  private byte[] buffer = new byte[FIRST_BUFFER];
  private int at;
  private int filled;
  private boolean ended;
  private long line;
  private int from;
  private int to;

  JsonItemReader(String name, CheckedInput in) {
    this.name = name;
    this.in = in;
  }

  @Override
  public boolean next() {
    while (true) {
      int end = endOfLine();
      if (end < 0) {
        return false;
      }
      int start = at;
      at = Math.min(end + 1, filled);
      line++;
      if (slice(start, end)) {
        return true;
      }
    }
  }

  /** Where the next line ends, all of it in the buffer; -1 when there is no line. */
  private int endOfLine() {
    int scanned = at;
    while (true) {
      for (int i = scanned; i < filled; i++) {
        if (buffer[i] == '\n') {
          return i;
        }
      }
      if (ended) {
        return at < filled ? filled : -1;
      }
      int held = filled - at;
      fill();
      scanned = at + held;
    }
  }

  private void fill() {
    if (at > 0) {
      System.arraycopy(buffer, at, buffer, 0, filled - at);
      filled -= at;
      at = 0;
    }
    if (filled == buffer.length) {
      if (filled >= LONGEST_LINE) {
        throw damaged("is longer than " + LONGEST_LINE + " bytes");
      }
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
    int count = in.read(buffer, filled, buffer.length - filled);
    if (count < 0) {
      ended = true;
    } else {
      filled += count;
    }
  }

  private boolean slice(int start, int end) {
    int i = skipSpace(start, end);
    if (i == end) {
      return false;
    }
    i = skipSpace(expect('{', i, end), end);
    if (end - i < ITEM.length || !Arrays.equals(buffer, i, i + ITEM.length, ITEM, 0, ITEM.length)) {
      throw damaged("does not begin with {\"Item\":{");
    }
    i = skipSpace(i + ITEM.length, end);
    from = skipSpace(expect(':', i, end), end);
    expect('{', from, end);
    int last = skipSpaceBack(from, end);
    if (buffer[last - 1] != '}') {
      throw damaged("does not end with }}");
    }
    to = skipSpaceBack(from, last - 1);
    if (to <= from + 1 || buffer[to - 1] != '}') {
      throw damaged("does not end with }}");
    }
    return true;
  }

  private int expect(char wanted, int i, int end) {
    if (i >= end || buffer[i] != wanted) {
      throw damaged("does not begin with {\"Item\":{");
    }
    return i + 1;
  }

  private int skipSpace(int start, int end) {
    int i = start;
    while (i < end && (buffer[i] == ' ' || buffer[i] == '\t' || buffer[i] == '\r')) {
      i++;
    }
    return i;
  }

  private int skipSpaceBack(int start, int end) {
    int i = end;
    while (i > start && (buffer[i - 1] == ' ' || buffer[i - 1] == '\t' || buffer[i - 1] == '\r')) {
      i--;
    }
    return i;
  }

  private DataFileException damaged(String how) {
    return new DataFileException(
        "%s: line %d %s; nothing of the file was loaded. Copy it again, or ask for another export"
            .formatted(name, line, how));
  }

  @Override
  public byte[] bytes() {
    return buffer;
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
  public void close() {
    in.close();
  }
}
