package dev.tailrace.app;

import dev.tailrace.core.Resync;
import dev.tailrace.sink.Commit;
import dev.tailrace.sink.CommitOutcome;
import dev.tailrace.sink.Sink;
import dev.tailrace.sink.TableId;
import java.util.Optional;

/** Stores a person's wish for a new backfill in the sink. */
final class ResyncWish {
  private static final int TRIES = 5;

  private ResyncWish() {}

  /**
   * Stores it. Whoever runs the table takes it up.
   *
   * @throws UserException when the table was never begun, or its state moved each time
   * @throws dev.tailrace.sink.SinkException when the sink refuses or can't be reached
   */
  static void store(Sink sink, TableId id) {
    for (int i = 0; i < TRIES; i++) {
      Optional<Commit> commit = Resync.of(id, sink.read(id));
      if (commit.isEmpty()) {
        throw new UserException(
            ExitCode.USAGE,
            "table %s: pipeline %s has never begun it; tailrace run backfills it"
                .formatted(id.table(), id.pipeline()));
      }
      if (sink.commit(commit.get()) instanceof CommitOutcome.Applied) {
        return;
      }
    }
    throw new UserException(
        ExitCode.FAILURE,
        "table %s: its state moved each time in between; try again".formatted(id.table()));
  }
}
