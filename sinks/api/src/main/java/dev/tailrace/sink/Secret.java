package dev.tailrace.sink;

import java.util.Optional;

/** A text that never prints: in messages, logs and the text of records it is a sign alone. */
public record Secret(String value) {
  /** The secret that {@code text} is, where there is one. */
  public static Optional<Secret> of(Optional<String> text) {
    return text.map(Secret::new);
  }

  @Override
  public String toString() {
    return "…";
  }
}
