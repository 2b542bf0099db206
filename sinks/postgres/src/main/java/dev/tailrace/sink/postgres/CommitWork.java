package dev.tailrace.sink.postgres;

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
import java.util.Optional;

/** Compares and does what one commit asks for, within the session's transaction. */
final class CommitWork {
  private final Session session;
  private final TableId table;
  private final Instant now;
  private final State state;
  private final Catalogue catalogue;
  private final ChangeLog log;

  CommitWork(Session session, TableId table, Instant now) {
    this.session = session;
    this.table = table;
    this.now = now;
    this.state = new State(session, table);
    this.catalogue = new Catalogue(session, table);
    this.log = new ChangeLog(session, table);
  }

  /** Whether the commit must not be beside any other commit or the end of a load. */
  static boolean isAlone(Commit commit) {
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
  CommitOutcome run(Commit commit) throws SQLException {
    LifeRow life = state.lockedLife(isAlone(commit));
    Optional<String> refusal = state.refusal(life, commit.expectedLifeVersion());
    if (refusal.isEmpty() && commit.nextLife().isPresent()) {
      refusal = state.fence(life, commit.nextLife().get());
    }
    if (refusal.isEmpty()) {
      refusal = new Checkpoints(session, table).move(commit.checkpoints());
    }
    if (refusal.isPresent()) {
      return new CommitOutcome.Refused(refusal.get());
    }
    if (isAlone(commit)) {
      session.allowBuilding();
    }
    for (Work work : commit.work()) {
      run(work);
    }
    if (commit.nextLife().isPresent()) {
      state.move(life, commit.nextLife().get());
    }
    return new CommitOutcome.Applied(state.logEnd());
  }

  private void run(Work work) throws SQLException {
    switch (work) {
      case Work.CreateShadow w -> createShadow(w);
      case Work.CopyShadow w -> copyShadow(w.target());
      case Work.Merge w -> {
        TableName live = TableName.live(w.target());
        TableShape shape = catalogue.requiredShape(live, w.target());
        new TableWriter(session, catalogue, live, now).merge(shape, w.changes());
      }
      case Work.AppendLog w -> log.append(w.changes());
      case Work.ForgetLog w -> state.forgetLog();
      case Work.ApplyLog w -> applyLog(w);
      case Work.Swap w -> swap(w.target());
    }
  }

  private void createShadow(Work.CreateShadow work) throws SQLException {
    TargetTable target = work.target();
    if (!work.shape().key().equals(target.key())) {
      throw new SinkException.Rejected(
          "%s: the shadow's shape has the key %s and the target the key %s"
              .formatted(table, work.shape().key(), target.key()));
    }
    // A foreign table in the target's place is told now, not after days of loading.
    catalogue.checkFree(TableName.live(target));
    TableName shadow = TableName.shadow(target);
    catalogue.checkFree(shadow);
    catalogue.drop(shadow);
    catalogue.create(shadow, work.shape());
    state.forgetFiles();
  }

  private void copyShadow(TargetTable target) throws SQLException {
    TableName live = TableName.live(target);
    TableName shadow = TableName.shadow(target);
    TableShape shape = catalogue.requiredShape(live, target);
    catalogue.checkFree(shadow);
    catalogue.drop(shadow);
    catalogue.create(shadow, shape);
    // By name: a column that was added later stands behind the metadata columns.
    session.execute(
        "INSERT INTO %1$s (%2$s) SELECT %2$s FROM %3$s"
            .formatted(shadow.sql(), Catalogue.columnNames(shape), live.sql()));
    KeyIndex.make(session, catalogue, shadow, shape);
    state.forgetFiles();
  }

  private void applyLog(Work.ApplyLog work) throws SQLException {
    TableName shadow = TableName.shadow(work.target());
    TableWriter writer = new TableWriter(session, catalogue, shadow, now);
    TableShape[] shape = {finished(shadow, work.target())};
    catalogue.beginGeneration(shadow);
    log.lastOfEachKey(
        work.after(),
        work.through(),
        work.target().key(),
        changes -> shape[0] = writer.merge(shape[0], changes));
  }

  /** The shadow table with columns for all and its indexes. */
  private TableShape finished(TableName shadow, TargetTable target) throws SQLException {
    TableShape shape = catalogue.requiredShape(shadow, target);
    TableShape wider = new Promotion(session, catalogue, shadow).run(shape);
    KeyIndex.make(session, catalogue, shadow, wider);
    return wider;
  }

  private void swap(TargetTable target) throws SQLException {
    TableName shadow = TableName.shadow(target);
    TableName live = TableName.live(target);
    catalogue.checkFree(live);
    finished(shadow, target);
    catalogue.copyPrivileges(live, shadow);
    catalogue.drop(live);
    catalogue.rename(shadow, live);
    state.forgetLog();
    state.forgetFiles();
  }
}
