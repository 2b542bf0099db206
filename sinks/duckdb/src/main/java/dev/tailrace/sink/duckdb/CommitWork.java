package dev.tailrace.sink.duckdb;

import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.Commit;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.TableId;
import dev.tailrace.sink.TargetTable;
import dev.tailrace.sink.Work;
import java.sql.SQLException;
import java.time.Instant;

/** Does the work of one commit, within the session's transaction. */
final class CommitWork {
  private final Session session;
  private final TableId table;
  private final Instant now;
  private final State state;
  private final Catalogue catalogue;
  private final ChangeLog log;
  private long logEnd;

  CommitWork(Session session, TableId table, Instant now) {
    this.session = session;
    this.table = table;
    this.now = now;
    this.state = new State(session, table);
    this.catalogue = new Catalogue(session, table);
    this.log = new ChangeLog(session, table);
  }

  /** Whether the commit changes what a load relies on. */
  static boolean concernsLoads(Commit commit) {
    return commit.nextLife().isPresent()
        || commit.work().stream()
            .anyMatch(
                w ->
                    switch (w) {
                      case Work.CreateShadow s -> true;
                      case Work.CopyShadow s -> true;
                      case Work.ApplyLog a -> true;
                      case Work.Swap s -> true;
                      case Work.Merge m -> false;
                      case Work.AppendLog a -> false;
                      case Work.ForgetLog f -> false;
                    });
  }

  /** Does all of it and returns the ordinal of the log's last entry. */
  long run(Commit commit) throws SQLException {
    State.Row before = state.row();
    logEnd = before.logEnd();
    for (Work work : commit.work()) {
      run(work);
    }
    state.move(commit.checkpoints());
    state.write(before, commit.nextLife(), logEnd);
    return logEnd;
  }

  private void run(Work work) throws SQLException {
    switch (work) {
      case Work.CreateShadow w -> createShadow(w);
      case Work.CopyShadow w -> copyShadow(w.target());
      case Work.Merge w -> {
        TableName live = TableName.live(w.target());
        TableShape shape = catalogue.requiredShape(live, w.target());
        new TableWriter(session, live).merge(catalogue, shape, w.changes(), now);
      }
      case Work.AppendLog w -> logEnd = log.append(w.changes(), logEnd);
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
    session.execute("INSERT INTO " + shadow.sql() + " BY NAME SELECT * FROM " + live.sql());
    state.forgetFiles();
  }

  private void applyLog(Work.ApplyLog work) throws SQLException {
    TableName shadow = TableName.shadow(work.target());
    TableWriter writer = new TableWriter(session, shadow);
    TableShape[] shape = {promoted(shadow, work.target())};
    log.lastOfEachKey(
        work.after(),
        work.through(),
        work.target().key(),
        changes -> shape[0] = writer.merge(catalogue, shape[0], changes, now));
  }

  private TableShape promoted(TableName shadow, TargetTable target) throws SQLException {
    return new Promotion(session, shadow).run(catalogue, catalogue.requiredShape(shadow, target));
  }

  private void swap(TargetTable target) throws SQLException {
    TableName shadow = TableName.shadow(target);
    TableName live = TableName.live(target);
    catalogue.checkFree(live);
    promoted(shadow, target);
    catalogue.drop(live);
    catalogue.rename(shadow, live);
    state.forgetLog();
    state.forgetFiles();
  }
}
