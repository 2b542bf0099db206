package dev.tailrace.backfill;

import dev.tailrace.sink.DataFileException;
import java.util.Arrays;

/**
 * Lines as slices of the inflated buffer, nothing copied but what a refill has to move. White space
 * at both ends of a line does not belong to it, and a line of nothing else is passed over. The last
 * line may end without a line feed.
 */
final class LineReader implements AutoCloseable {
  private static final int FIRST_BUFFER = 1 << 18;

  /**
   * Far above what an item of 400 KB can take. The most that a byte of an item becomes is a NULL in
   * a list, of one byte as AWS counts and 14 as it writes; a line with both images of such an item
   * stays under 16 MiB.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html">item
   *     sizes</a>
   */
  private static final int LONGEST_LINE = 1 << 26;

  private final String name;
  private final CheckedInput in;
  private byte[] buffer = new byte[FIRST_BUFFER];
  private int at;
  private int filled;
  private boolean ended;
  private long number;
  private int from;
  private int to;

  LineReader(String name, CheckedInput in) {
    this.name = name;
    this.in = in;
  }

  /**
   * Moves to the next line; false when there is none, which is said only once the file was found
   * sound. The line before is no longer valid.
   */
  boolean next() {
    while (true) {
      int end = endOfLine();
      if (end < 0) {
        return false;
      }
      from = at;
      to = end;
      at = Math.min(end + 1, filled);
      number++;
      trim();
      if (from < to) {
        return true;
      }
    }
  }

  private void trim() {
    while (from < to && isSpace(buffer[from])) {
      from++;
    }
    while (from < to && isSpace(buffer[to - 1])) {
      to--;
    }
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t' || b == '\r';
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
        number++;
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

  /** The array that the current line lies in. */
  byte[] bytes() {
    return buffer;
  }

  /** Where the current line begins. */
  int from() {
    return from;
  }

  /** Where the current line ends, exclusive. */
  int to() {
    return to;
  }

  /** What to throw when the current line is wrong. */
  DataFileException damaged(String how) {
    return Damage.of(name, "line %d %s".formatted(number, how));
  }

  @Override
  public void close() {
    in.close();
  }
}
