package dev.tailrace.sink.snowflake;

import dev.tailrace.projection.ColumnType;
import dev.tailrace.projection.TableShape;
import dev.tailrace.sink.Change;
import dev.tailrace.sink.RowChange;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.TableId;
import dev.tailrace.sink.TargetTable;
import dev.tailrace.sink.Work;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One attempt at the work of a commit. First everything is made ready that does not belong into a
 * transaction: tables and columns by DDL, staged rows by uploads. Then the steps run within one.
 * What was made ready and then not needed is a table that nothing refers to, or an empty column.
 */
final class Attempt implements AutoCloseable {
  private final Session session;
  private final TableId table;
  private final Instant now;
  private final Tables tables;
  private final ChangeLog log;
  private final NewTables newTables;
  private final Entries entries;
  private final List<TableName> left = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();
  private final List<AutoCloseable> files = new ArrayList<>();
  private boolean structural;
  private long logEnd;
  private long drifted;

  /**
   * Prepares for what is stored now.
   *
   * @param hints columns that an attempt before found missing in tables that a commit makes itself
   */
  Attempt(
      Session session,
      Snapshot stored,
      Instant now,
      Map<TargetTable, Map<String, ColumnType>> hints) {
    this.session = session;
    this.table = stored.table();
    this.now = now;
    this.tables = new Tables(session, table);
    this.log = new ChangeLog(session, table);
    this.newTables = new NewTables(session, tables, hints);
    this.entries = new Entries(stored);
  }

  /** A part of the work within the transaction. */
  @FunctionalInterface
  private interface Step {
    void run(State state) throws SQLException;
  }

  void prepare(List<Work> work) throws SQLException {
    for (Work part : work) {
      switch (part) {
        case Work.CreateShadow w -> createShadow(w);
        case Work.CopyShadow w -> copyShadow(w.target());
        case Work.Merge w -> merge(w);
        case Work.AppendLog w -> append(w.changes());
        case Work.ForgetLog w -> steps.add(State::forgetLog);
        case Work.ApplyLog w -> applyLog(w);
        case Work.Swap w -> swap(w.target());
      }
    }
  }

  /**
   * Does the work within the transaction, which has the state locked, and returns the end of the
   * log.
   */
  long run(State state, Snapshot locked) throws SQLException {
    logEnd = locked.logEnd();
    for (Step step : steps) {
      step.run(state);
    }
    if (logEnd != locked.logEnd()) {
      state.moveLogEnd(locked.logEnd(), logEnd);
    }
    entries.store(state);
    if (structural) {
      state.beginGeneration();
    }
    return logEnd;
  }

  /** How many values of what was merged their columns could not hold. */
  long drifted() {
    return drifted;
  }

  /** Whether a swap has to be finished after the commit. */
  boolean swaps() {
    return entries.swaps();
  }

  /** Drops tables that nothing refers to any more, after the commit. */
  void dropLeft() throws SQLException {
    for (TableName name : left) {
      tables.drop(name);
    }
  }

  /** Drops the tables that were made for a commit that did not happen. */
  void dropCreated() {
    newTables.drop();
  }

  private Entry required(TargetTable target, Entry.Role role) throws SQLException {
    Entry entry = tables.required(entries.find(target, role), target);
    tables.complete(entry);
    return entry;
  }

  private void createShadow(Work.CreateShadow work) throws SQLException {
    TargetTable target = work.target();
    if (!work.shape().key().equals(target.key())) {
      throw new SinkException.Rejected(
          "%s: the shadow's shape has the key %s and the target the key %s"
              .formatted(table, work.shape().key(), target.key()));
    }
    tables.claim(target, entries.find(target, Entry.Role.LIVE));
    newShadow(target, work.shape());
  }

  private Entry newShadow(TargetTable target, TableShape shape) throws SQLException {
    entries.find(target, Entry.Role.SHADOW).ifPresent(old -> left.add(old.table()));
    Entry entry = newTables.shadow(target, shape);
    entries.set(entry);
    structural = true;
    steps.add(State::forgetFiles);
    return entry;
  }

  private void copyShadow(TargetTable target) throws SQLException {
    Entry live = required(target, Entry.Role.LIVE);
    Entry shadow = newShadow(target, live.shape());
    // By name: a column that was added later stands behind the metadata columns.
    String sql =
        "INSERT INTO %1$s (%2$s) SELECT %2$s FROM %3$s"
            .formatted(shadow.table().sql(), Sql.columns(live.shape(), ""), live.table().sql());
    steps.add(s -> session.execute(sql));
  }

  private void merge(Work.Merge work) throws SQLException {
    Entry entry = required(work.target(), Entry.Role.LIVE);
    List<RowChange> changes = RowChange.of(work.target(), work.changes());
    if (changes.isEmpty()) {
      return;
    }
    RowEncoder rows = encoder(entry);
    rows.add(changes);
    newTables.need(work.target(), entry, rows.unknown());
    drifted += rows.drifted();
    StagingTable staging = session.staging();
    rows.file().finish();
    staging.copy(rows.file());
    TableWriter writer = new TableWriter(session, entry.table());
    steps.add(s -> writer.merge(staging, rows));
  }

  private RowEncoder encoder(Entry entry) {
    RowEncoder rows = new RowEncoder(entry.shape(), now);
    files.add(rows);
    return rows;
  }

  private void append(List<Change> changes) throws SQLException {
    if (changes.isEmpty()) {
      return;
    }
    RowFile file = ChangeLog.encode(changes);
    files.add(file);
    StagingTable staging = session.staging();
    staging.copy(file);
    steps.add(
        s -> {
          log.append(staging, logEnd);
          logEnd += changes.size();
        });
  }

  private void applyLog(Work.ApplyLog work) throws SQLException {
    TargetTable target = work.target();
    Entry shadow = promoted(target);
    StagingTable staging = session.staging();
    structural = true;
    steps.add(
        s ->
            log.pages(
                work.after(),
                work.through(),
                target.key(),
                target.options(),
                page -> apply(target, shadow, staging, page)));
  }

  private void apply(TargetTable target, Entry shadow, StagingTable staging, List<Change> page)
      throws SQLException {
    List<RowChange> changes = RowChange.of(target, page);
    if (changes.isEmpty()) {
      return;
    }
    try (RowEncoder rows = new RowEncoder(shadow.shape(), now)) {
      rows.add(changes);
      newTables.need(target, shadow, rows.unknown());
      drifted += rows.drifted();
      staging.empty();
      rows.file().finish();
      staging.copy(rows.file());
      new TableWriter(session, shadow.table()).merge(staging, rows);
    }
  }

  /** The shadow table, with columns for all that was loaded into it. */
  private Entry promoted(TargetTable target) throws SQLException {
    Entry shadow = required(target, Entry.Role.SHADOW);
    if (shadow.columnsMissing()) {
      new Promotion(session, table).run(shadow);
      throw new Again("columns were promoted");
    }
    return shadow;
  }

  private void swap(TargetTable target) throws SQLException {
    Optional<Entry> live = entries.find(target, Entry.Role.LIVE);
    tables.checkFree(target, live);
    Entry shadow = promoted(target);
    if (live.isPresent() && isAlike(live.get(), shadow)) {
      carryOver(target, live.get(), shadow);
    }
    entries.swap(shadow, live.isPresent() ? Entry.Swap.REPLACE : Entry.Swap.RENAME);
    structural = true;
    steps.add(State::forgetLog);
    steps.add(State::forgetFiles);
  }

  private static boolean isAlike(Entry live, Entry shadow) {
    return live.shape().key().equals(shadow.shape().key())
        && live.shape().options().equals(shadow.shape().options());
  }

  private void carryOver(TargetTable target, Entry live, Entry shadow) throws SQLException {
    // A table keeps the columns that it had.
    Map<String, ColumnType> columns = new LinkedHashMap<>();
    live.shape().columns().forEach(c -> columns.put(c.attribute(), c.type()));
    newTables.need(target, shadow, columns);
    CarryOver rows = new CarryOver(live, shadow);
    Optional<String> sql = rows.sql();
    if (sql.isPresent()) {
      String[] parameters = rows.parameters(RowFile.time(now));
      steps.add(s -> session.execute(sql.get(), parameters));
    }
  }

  @Override
  public void close() {
    for (AutoCloseable file : files) {
      try {
        file.close();
      } catch (Exception e) {
        throw new IllegalStateException("a temporary file can't be deleted", e);
      }
    }
  }
}
