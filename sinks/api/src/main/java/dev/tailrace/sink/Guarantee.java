package dev.tailrace.sink;

/** What a sink promises of changes that are committed again after a crash. */
public enum Guarantee {
  /** Changes and checkpoint move together: each change is applied once. */
  EXACTLY_ONCE,
  /** A change may be applied again; the order by key makes the table converge. */
  AT_LEAST_ONCE
}
