package dev.tailrace.config;

import com.fasterxml.jackson.annotation.JsonCreator;

/** A text that never prints. */
public record Secret(String value) {
  /** Reads the text. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static Secret of(String text) {
    return new Secret(text);
  }

  @Override
  public String toString() {
    return "…";
  }
}
