package dev.tailrace.config;

import com.fasterxml.jackson.annotation.JsonCreator;

/** A text that never prints. */
public record Secret(String value) {
  /** From its text. */
  @JsonCreator
  public Secret {}

  @Override
  public String toString() {
    return "…";
  }
}
