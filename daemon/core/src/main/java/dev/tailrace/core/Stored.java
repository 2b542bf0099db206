package dev.tailrace.core;

import dev.tailrace.sink.LifeRow;
import dev.tailrace.sink.TableState;
import java.util.Optional;

/** A table's life row and the end of its change log, as last read or committed. */
record Stored(long version, long epoch, Optional<Life> life, long logEnd) {
  static final Stored NOTHING = new Stored(0, 0, Optional.empty(), 0);

  static Stored of(TableState state) {
    return new Stored(
        state.life().map(LifeRow::version).orElse(0L),
        state.life().map(LifeRow::epoch).orElse(0L),
        state.life().map(Life::of),
        state.logEnd());
  }

  /** As it is after a commit. */
  Stored after(Optional<LifeRow> row, Optional<Life> next, long end) {
    return new Stored(
        row.map(LifeRow::version).orElse(version),
        row.map(LifeRow::epoch).orElse(epoch),
        next.or(() -> life),
        end);
  }

  Phase phase() {
    return life.map(Life::phase).orElse(Phase.PREFLIGHT);
  }

  long generation() {
    return life.map(Life::generation).orElse(0L);
  }

  /** Whether what was read belongs into the table, not into its change log. */
  boolean streams() {
    return phase() == Phase.STREAMING;
  }

  /**
   * Whether what was read for {@code other} may be committed now: the same shards, the same way.
   */
  boolean takesWhatWasReadFor(Stored other) {
    return generation() == other.generation() && streams() == other.streams();
  }

  /** Whether shards are read in this phase. */
  boolean reads() {
    return switch (phase()) {
      case ANCHORED, EXPORTING, LOADING, CATCHING_UP, STREAMING -> true;
      case PREFLIGHT, REPAIRING, NEEDS_ATTENTION -> false;
    };
  }
}
