package dev.tailrace.demo;

import java.time.Duration;
import java.util.List;

/**
 * Something that goes wrong with one call. Where a place in the answer's body is named, and the
 * body is shorter, it is the place modulo the body's length.
 */
sealed interface Fault {
  /** What it counts as. */
  default String kind() {
    return getClass().getSimpleName();
  }

  /** The call does not happen; the service says this, in its own format. */
  record Refuse(int status, String code) implements Fault {
    @Override
    public String kind() {
      return code;
    }
  }

  /**
   * The call does not happen; the service answers just this. An answer to HEAD has no body.
   *
   * @param headers whole lines
   */
  record Say(int status, List<String> headers, String body) implements Fault {
    /** Copies the headers. */
    public Say {
      headers = List.copyOf(headers);
    }
  }

  /** The call does not happen, and nothing is said until the client has given up. */
  record Stall() implements Fault {}

  /** The answer stands still within its body until the client has given up. */
  record StallWithin(int bodyBytes) implements Fault {}

  /** The connection is reset within the answer's body. */
  record Reset(int bodyBytes) implements Fault {}

  /**
   * The connection is ended in an orderly way within the answer's body, which said it is longer.
   */
  record Cut(int bodyBytes) implements Fault {}

  /** The answer has the first bytes only, and says that these are all. */
  record Shorten(int bodyBytes) implements Fault {}

  /** One bit of the answer's body is another. */
  record Alter(int at) implements Fault {}

  /** The call happens; its answer is lost. */
  record Lose() implements Fault {}

  /** The call happens after a while. */
  record Delay(Duration duration) implements Fault {}
}
