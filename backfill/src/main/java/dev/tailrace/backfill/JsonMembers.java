package dev.tailrace.backfill;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Walks the members of a JSON object and shows where each one's value lies. Brackets have to pair
 * up; what is between those of a member's value is not looked at.
 */
final class JsonMembers {
  private final LineReader line;
  private final byte[] bytes;
  private final int end;
  private int at;
  private boolean first = true;
  private int nameFrom;
  private int nameTo;
  private int valueFrom;

  /** Over the object that is all of the slice, which is a part of {@code line}. */
  JsonMembers(LineReader line, int from, int to) {
    this.line = line;
    this.bytes = line.bytes();
    this.end = to;
    this.at = from;
    expect('{');
  }

  /** Moves to the next member; false when there is none, and nothing behind the object either. */
  boolean next() {
    skipSpace();
    if (at < end && bytes[at] == '}') {
      at++;
      skipSpace();
      if (at < end) {
        throw line.damaged("goes on behind its end");
      }
      return false;
    }
    if (!first) {
      expect(',');
      skipSpace();
    }
    first = false;
    nameFrom = at + 1;
    skipString();
    nameTo = at - 1;
    skipSpace();
    expect(':');
    skipSpace();
    valueFrom = at;
    skipValue();
    return true;
  }

  boolean isNamed(String ascii) {
    byte[] name = ascii.getBytes(StandardCharsets.US_ASCII);
    return Arrays.equals(bytes, nameFrom, nameTo, name, 0, name.length);
  }

  /** The name, for messages. */
  String name() {
    return new String(bytes, nameFrom, nameTo - nameFrom, StandardCharsets.UTF_8);
  }

  int valueFrom() {
    return valueFrom;
  }

  int valueTo() {
    return at;
  }

  boolean isObject() {
    return bytes[valueFrom] == '{';
  }

  /** The value as it is written, without the quotes of a string. */
  String scalar() {
    int quote = bytes[valueFrom] == '"' ? 1 : 0;
    return new String(bytes, valueFrom + quote, at - valueFrom - 2 * quote, StandardCharsets.UTF_8);
  }

  private void skipValue() {
    if (at < end && bytes[at] == '"') {
      skipString();
      return;
    }
    int depth = 0;
    int start = at;
    while (at < end) {
      switch (bytes[at]) {
        case '"' -> {
          skipString();
          at--;
        }
        case '{', '[' -> depth++;
        case '}', ']' -> depth--;
        default -> {}
      }
      if (depth < 0 || (depth == 0 && bytes[at] == ',')) {
        break;
      }
      at++;
      if (depth == 0 && (bytes[at - 1] == '}' || bytes[at - 1] == ']')) {
        return;
      }
    }
    if (at == start || at >= end) {
      throw line.damaged("ends within a value");
    }
  }

  private void skipString() {
    expect('"');
    while (at < end && bytes[at] != '"') {
      at += bytes[at] == '\\' ? 2 : 1;
    }
    at = Math.min(at, end);
    expect('"');
  }

  private void expect(char wanted) {
    if (at >= end || bytes[at] != wanted) {
      throw line.damaged("lacks a %c where one is due".formatted(wanted));
    }
    at++;
  }

  private void skipSpace() {
    while (at < end && (bytes[at] == ' ' || bytes[at] == '\t' || bytes[at] == '\r')) {
      at++;
    }
  }
}
