package dev.tailrace.sink.sql;

import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.Commit;
import dev.tailrace.sink.CommitOutcome;
import dev.tailrace.sink.LifeRow;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.TableId;
import dev.tailrace.sink.TargetTable;
import dev.tailrace.sink.Work;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Compares and does what one commit asks for, within the session's transaction. */
public final class CommitWork {
  private final Session session;
  private final Engine engine;
  private final TableId table;
  private final Instant now;
  private final State state;
  private final Catalogue catalogue;
  private final ChangeLog log;
  private final Set<TableName> finished = new HashSet<>();
  private Optional<Boolean> columnsMissing = Optional.empty();
  private long drifted;

  /** For a commit of {@code table} whose rows are written {@code now}. */
  public CommitWork(Session session, Engine engine, TableId table, Instant now) {
    this.session = session;
    this.engine = engine;
    this.table = table;
    this.now = now;
    this.state = new State(session, engine.dialect(), table);
    this.catalogue = new Catalogue(session, engine, table);
    this.log = new ChangeLog(session, engine, table);
  }

  /** Whether the commit must not be beside any other commit or the end of a load. */
  public static boolean isAlone(Commit commit) {
    return commit.nextLife().isPresent()
        || commit.work().stream()
            .anyMatch(
                w ->
                    switch (w) {
                      case Work.CreateShadow s -> true;
                      case Work.CopyShadow s -> true;
                      case Work.ApplyLog a -> true;
                      case Work.Swap s -> true;
                      case Work.ForgetLog f -> true;
                      case Work.Merge m -> false;
                      case Work.AppendLog a -> false;
                    });
  }

  /** Does all of it short of the COMMIT; nothing may be committed when it was refused. */
  public CommitOutcome run(Commit commit) throws SQLException {
    LifeRow life = state.life(isAlone(commit) ? State.Lock.ALONE : State.Lock.SHARED);
    Optional<String> refusal = state.refusal(life, commit.expectedLifeVersion());
    if (refusal.isEmpty() && commit.nextLife().isPresent()) {
      refusal = state.fence(life, commit.nextLife().get());
    }
    if (refusal.isEmpty()) {
      refusal = new Checkpoints(session, engine.dialect(), table).move(commit.checkpoints());
    }
    if (refusal.isPresent()) {
      return new CommitOutcome.Refused(refusal.get());
    }
    if (isAlone(commit)) {
      engine.allowBuilding(session);
    }
    for (Work work : commit.work()) {
      run(work);
    }
    if (columnsMissing.orElse(false)) {
      state.columnsAreThere();
    }
    if (commit.nextLife().isPresent()) {
      state.move(life, commit.nextLife().get());
    }
    return new CommitOutcome.Applied(state.logEnd(), drifted);
  }

  private void run(Work work) throws SQLException {
    switch (work) {
      case Work.CreateShadow w -> createShadow(w);
      case Work.CopyShadow w -> copyShadow(w.target());
      case Work.Merge w -> {
        TableName live = TableName.live(w.target(), engine.dialect());
        TableShape shape = catalogue.requiredShape(live, w.target());
        TableWriter writer = writer(live, w.target());
        writer.merge(shape, w.changes());
        drifted += writer.drifted();
      }
      case Work.AppendLog w -> log.append(w.changes());
      case Work.ForgetLog w -> state.forgetLog();
      case Work.ApplyLog w -> applyLog(w);
      case Work.Swap w -> swap(w.target());
    }
  }

  private TableWriter writer(TableName name, TargetTable target) {
    return new TableWriter(session, engine, catalogue, name, target, now);
  }

  private void createShadow(Work.CreateShadow work) throws SQLException {
    TargetTable target = work.target();
    TableShape shape = work.shape();
    if (!shape.key().equals(target.key()) || !shape.options().equals(target.options())) {
      throw new SinkException.Rejected(
          "%s: the shadow's shape has the key %s and the options %s, and the target the key %s and the options %s"
              .formatted(
                  table,
                  shape.key(),
                  shape.options().toText(),
                  target.key(),
                  target.options().toText()));
    }
    // A foreign table in the target's place is told now, not after days of loading.
    TableName live = TableName.live(target, engine.dialect());
    catalogue.checkFree(live);
    Optional<TableShape> before = catalogue.shape(live);
    TableName shadow = newShadow(target, shape);
    if (before.isPresent()) {
      engine.checkSwap(session, new Engine.Replacement(live, before.get(), shadow, shape));
    }
  }

  private TableName newShadow(TargetTable target, TableShape shape) throws SQLException {
    TableName shadow = TableName.shadow(target, engine.dialect());
    catalogue.checkFree(shadow);
    catalogue.drop(shadow);
    catalogue.create(shadow, shape);
    state.forgetFiles();
    return shadow;
  }

  private void copyShadow(TargetTable target) throws SQLException {
    TableName live = TableName.live(target, engine.dialect());
    TableShape shape = catalogue.requiredShape(live, target);
    TableName shadow = newShadow(target, shape);
    // By name: a column that was added later stands behind the metadata columns.
    session.execute(
        "INSERT INTO %1$s (%2$s) SELECT %2$s FROM %3$s"
            .formatted(shadow.sql(), String.join(", ", Sql.names(shape)), live.sql()));
    engine.finish(session, shadow, shape);
  }

  private void applyLog(Work.ApplyLog work) throws SQLException {
    TableName shadow = TableName.shadow(work.target(), engine.dialect());
    TableWriter writer = writer(shadow, work.target());
    TableShape[] shape = {finished(shadow, work.target())};
    catalogue.beginGeneration(shadow);
    log.forEachPage(
        work.after(),
        work.through(),
        work.target(),
        changes -> shape[0] = writer.merge(shape[0], changes));
    drifted += writer.drifted();
  }

  /** The shadow table with columns for all, and what helps merges. */
  private TableShape finished(TableName shadow, TargetTable target) throws SQLException {
    TableShape shape = catalogue.requiredShape(shadow, target);
    if (!finished.add(shadow)) {
      return shape;
    }
    engine.finish(session, shadow, shape);
    return areColumnsMissing()
        ? new Promotion(session, engine, catalogue, shadow).run(shape)
        : shape;
  }

  /** Asked once: a commit gives columns to the shadow tables of all targets, or to none. */
  private boolean areColumnsMissing() throws SQLException {
    if (columnsMissing.isEmpty()) {
      columnsMissing = Optional.of(state.columnsMissing());
    }
    return columnsMissing.get();
  }

  private void swap(TargetTable target) throws SQLException {
    TableName shadow = TableName.shadow(target, engine.dialect());
    TableName live = TableName.live(target, engine.dialect());
    catalogue.checkFree(live);
    TableShape shape = finished(shadow, target);
    Optional<TableShape> before = catalogue.shape(live);
    if (before.isPresent()) {
      replace(new Engine.Replacement(live, before.get(), shadow, shape));
    } else {
      catalogue.drop(live);
      catalogue.rename(shadow, live);
    }
    state.forgetLog();
    state.forgetFiles();
  }

  private void replace(Engine.Replacement replacement) throws SQLException {
    TableName live = replacement.live();
    TableName shadow = replacement.shadow();
    Optional<Engine.RowSwap> rows = engine.rowSwap(session, catalogue, replacement);
    TableShape carried =
        new CarryOver(session, engine, catalogue, live, shadow)
            .run(replacement.before(), replacement.after(), now);
    if (rows.isPresent()) {
      rows.get().run(carried);
      catalogue.drop(shadow);
    } else {
      Engine.SessionWork rest = engine.beforeSwap(session, replacement);
      catalogue.drop(live);
      catalogue.rename(shadow, live);
      rest.run(session);
    }
  }
}
