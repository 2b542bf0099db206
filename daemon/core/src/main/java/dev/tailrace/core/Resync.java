package dev.tailrace.core;

import dev.tailrace.sink.Commit;
import dev.tailrace.sink.LifeRow;
import dev.tailrace.sink.TableId;
import dev.tailrace.sink.TableState;
import java.util.List;
import java.util.Optional;

/** A person's wish for a new backfill of a table beside the live one. */
public final class Resync {
  private Resync() {}

  /**
   * The commit that makes the wish known to whoever runs the table: it is begun at once, and the
   * live table stays until the new one takes its place. Empty when the table was never begun, and
   * will be anyway.
   */
  public static Optional<Commit> of(TableId table, TableState state) {
    return state.life().map(row -> of(table, row));
  }

  private static Commit of(TableId table, LifeRow row) {
    LifeRow next = Life.of(row).resync().toRow(row.version() + 1, row.epoch());
    return new Commit(table, row.version(), Optional.of(next), List.of(), List.of());
  }
}
