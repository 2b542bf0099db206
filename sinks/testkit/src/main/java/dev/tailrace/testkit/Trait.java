package dev.tailrace.testkit;

/** What most warehouses have and the port does not ask for; the suites ask a warehouse for it. */
public enum Trait {
  /** A row says where it comes from, in metadata columns. */
  METADATA,
  /** What is loaded is not seen by readers before the swap. */
  HIDDEN_SHADOW,
  /** A column of numbers can be made wider. */
  WIDER_NUMBERS,
  /** A table may have any name. */
  ANY_NAME
}
