package dev.tailrace.core;

import dev.tailrace.sink.LifeRow;
import java.util.Optional;

/** Whether a stored table waits for a person. */
public final class Attention {
  private Attention() {}

  /**
   * Why the table of this row needs a person's decision; empty when it does not.
   *
   * @throws IllegalArgumentException when the row was not written by this protocol
   */
  public static Optional<String> of(LifeRow row) {
    return row.phase().equals(Phase.NEEDS_ATTENTION.name())
        ? Life.of(row).attention().or(() -> Optional.of("the reason was not stored"))
        : Optional.empty();
  }
}
