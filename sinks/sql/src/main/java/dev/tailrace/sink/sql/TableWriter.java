package dev.tailrace.sink.sql;

import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.Change;
import dev.tailrace.sink.MetadataWriter;
import dev.tailrace.sink.RowChange;
import dev.tailrace.sink.TargetTable;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Merges changes into one table, within the session's transaction. */
public final class TableWriter {
  private final Session session;
  private final Engine engine;
  private final Catalogue catalogue;
  private final TableName table;
  private final TargetTable target;
  private final Instant syncedAt;
  private long drifted;

  /** For {@code table}, which is the live or the shadow table of {@code target}. */
  public TableWriter(
      Session session,
      Engine engine,
      Catalogue catalogue,
      TableName table,
      TargetTable target,
      Instant syncedAt) {
    this.session = session;
    this.engine = engine;
    this.catalogue = catalogue;
    this.table = table;
    this.target = target;
    this.syncedAt = syncedAt;
  }

  /**
   * Merges changes, which are in order, and returns the shape that the table then has. An attribute
   * that has no column yet gets one.
   */
  public TableShape merge(TableShape known, List<Change> all) throws SQLException {
    List<RowChange> changes = RowChange.of(target, all);
    if (changes.isEmpty()) {
      return known;
    }
    TableShape shape = known;
    Staged staged = stage(shape, changes);
    if (!staged.unknown().isEmpty()) {
      // Before any row is touched, so that workers that widen a table wait for each other in turn.
      shape =
          table.equals(TableName.live(target, engine.dialect()))
              ? catalogue.widenLive(table, known, staged.unknown())
              : catalogue.widen(table, known, staged.unknown());
      if (!shape.equals(known)) {
        engine.unstage(session, staged);
        staged = stage(shape, changes);
      }
    }
    for (String statement : new MergeSql(engine.dialect(), table, staged).merge()) {
      session.execute(statement);
    }
    drifted += staged.drifted();
    engine.unstage(session, staged);
    return shape;
  }

  /** How many values of what was merged went to the overflow although they have a column. */
  public long drifted() {
    return drifted;
  }

  private Staged stage(TableShape shape, List<RowChange> changes) throws SQLException {
    return engine.stage(
        session, shape, new ChangeRows(changes, new MetadataWriter(shape, syncedAt)));
  }
}
