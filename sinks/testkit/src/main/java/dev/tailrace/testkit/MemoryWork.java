package dev.tailrace.testkit;

import dev.tailrace.sink.Commit;
import dev.tailrace.sink.TableId;
import dev.tailrace.sink.Work;
import java.time.Instant;

/** Does the work of one commit on a copy of the sink in memory. */
final class MemoryWork {
  private final MemoryWorld world;
  private final TableId table;
  private final Instant now;
  private long drifted;

  MemoryWork(MemoryWorld world, TableId table, Instant now) {
    this.world = world;
    this.table = table;
    this.now = now;
  }

  /** Returns how many values of what was merged have a column that can't hold them. */
  long run(Commit commit) {
    MemoryState state = world.writableState(table);
    for (Work work : commit.work()) {
      run(work, state);
    }
    state.move(commit);
    return drifted;
  }

  private void run(Work work, MemoryState state) {
    switch (work) {
      case Work.CreateShadow w -> {
        world.checkFree(table, w.target());
        world.putShadow(w.target(), new MemoryTable(table, w.shape()));
        state.files().clear();
      }
      case Work.CopyShadow w -> {
        world.putShadow(w.target(), world.writableLive(table, w.target()).copy());
        state.files().clear();
      }
      case Work.Merge w ->
          drifted += world.writableLive(table, w.target()).merge(w.target(), w.changes(), now);
      case Work.AppendLog w -> state.append(w.changes());
      case Work.ForgetLog w -> state.forgetLog();
      case Work.ApplyLog w -> {
        MemoryTable shadow = world.shadow(table, w.target());
        shadow.promote();
        drifted += shadow.merge(w.target(), state.log(w.after(), w.through()), now);
        world.shadowChanged();
      }
      case Work.Swap w -> {
        world.checkFree(table, w.target());
        world.shadow(table, w.target()).promote();
        world.swap(table, w.target(), now);
        state.forgetLog();
        state.files().clear();
      }
    }
  }
}
