package dev.tailrace.item;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** The content of JSON strings, escaped and plain. */
public final class JsonString {
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private JsonString() {}

  /**
   * The UTF-8 bytes that the JSON string content in the slice stands for. A copy of the slice when
   * nothing in it is escaped.
   *
   * @throws MalformedItemException when an escape is not one of JSON's
   */
  public static byte[] unescaped(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == '\\') {
        return unescapedFrom(bytes, from, to, i);
      }
    }
    return Arrays.copyOfRange(bytes, from, to);
  }

  /**
   * The bytes whose base64 text the JSON string content in the slice stands for: a binary's.
   *
   * @throws MalformedItemException when it is not base64, or an escape is not one of JSON's
   */
  public static byte[] base64Decoded(byte[] bytes, int from, int to) {
    try {
      return Base64.getDecoder().decode(unescaped(bytes, from, to));
    } catch (IllegalArgumentException e) {
      // Its message quotes a character.
      throw new MalformedItemException("base64", bytes, from, from, to);
    }
  }

  private static byte[] unescapedFrom(byte[] bytes, int from, int to, int firstEscape) {
    Utf8Buffer out = new Utf8Buffer(to - from);
    out.put(bytes, from, firstEscape);
    int i = firstEscape;
    while (i < to) {
      byte b = bytes[i];
      if (b != '\\') {
        out.put((char) b);
        i++;
        continue;
      }
      char escaped = i + 1 < to ? (char) bytes[i + 1] : 0;
      if (escaped == 'u') {
        i = unicode(bytes, i, from, to, out);
      } else {
        out.put(plain(escaped, bytes, i, from, to));
        i += 2;
      }
    }
    return out.toByteArray();
  }

  private static char plain(char escaped, byte[] bytes, int at, int from, int to) {
    return switch (escaped) {
      case '"', '\\', '/' -> escaped;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> throw new MalformedItemException("a JSON escape", bytes, at, from, to);
    };
  }

  private static int unicode(byte[] bytes, int at, int from, int to, Utf8Buffer out) {
    char high = hex4(bytes, at, from, to);
    boolean pair =
        Character.isHighSurrogate(high)
            && at + 12 <= to
            && bytes[at + 6] == '\\'
            && bytes[at + 7] == 'u';
    if (!pair) {
      if (Character.isSurrogate(high)) {
        throw new MalformedItemException("a pair of surrogates", bytes, at, from, to);
      }
      out.put(String.valueOf(high));
      return at + 6;
    }
    char low = hex4(bytes, at + 6, from, to);
    if (!Character.isLowSurrogate(low)) {
      throw new MalformedItemException("a pair of surrogates", bytes, at, from, to);
    }
    out.put(new String(new char[] {high, low}));
    return at + 12;
  }

  private static char hex4(byte[] bytes, int at, int from, int to) {
    int value = 0;
    for (int i = at + 2; i < at + 6; i++) {
      int digit = i < to ? Character.digit(bytes[i], 16) : -1;
      if (digit < 0) {
        throw new MalformedItemException("four hexadecimal digits", bytes, at, from, to);
      }
      value = value * 16 + digit;
    }
    return (char) value;
  }

  /** Appends {@code utf8} to {@code out} as the content of a JSON string, without the quotes. */
  public static void escape(byte[] utf8, int from, int to, Utf8Buffer out) {
    int copied = from;
    for (int i = from; i < to; i++) {
      byte b = utf8[i];
      if (b != '"' && b != '\\' && (b < 0 || b >= 0x20)) {
        continue;
      }
      out.put(utf8, copied, i);
      copied = i + 1;
      switch (b) {
        case '"' -> out.put('\\').put('"');
        case '\\' -> out.put('\\').put('\\');
        case '\n' -> out.put('\\').put('n');
        case '\r' -> out.put('\\').put('r');
        case '\t' -> out.put('\\').put('t');
        default -> out.put("\\u00").put(HEX[b >> 4]).put(HEX[b & 15]);
      }
    }
    out.put(utf8, copied, to);
  }

  /** Appends {@code text} to {@code out} as a JSON string, quotes included. */
  public static void quote(String text, Utf8Buffer out) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    out.put('"');
    escape(utf8, 0, utf8.length, out);
    out.put('"');
  }
}
