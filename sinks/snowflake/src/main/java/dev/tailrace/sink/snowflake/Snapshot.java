package dev.tailrace.sink.snowflake;

import dev.tailrace.sink.Checkpoint;
import dev.tailrace.sink.LifeRow;
import dev.tailrace.sink.ShardRef;
import dev.tailrace.sink.SinkException;
import dev.tailrace.sink.TableId;
import dev.tailrace.sink.TableState;
import dev.tailrace.sink.TargetTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one statement read of a source's state. The collections have what was asked for.
 *
 * @param generation counts what happened to shadow tables other than loads
 */
record Snapshot(
    TableId table,
    long generation,
    LifeRow life,
    long logEnd,
    Map<ShardRef, Checkpoint> checkpoints,
    Map<String, Long> files,
    List<Entry> entries) {

  static Snapshot of(TableId table, List<StateRow> rows) {
    Map<String, StateRow> single = new LinkedHashMap<>();
    Map<ShardRef, Checkpoint> checkpoints = new LinkedHashMap<>();
    Map<String, Long> files = new LinkedHashMap<>();
    List<Entry> entries = new ArrayList<>();
    for (StateRow row : rows) {
      switch (row.kind()) {
        case "checkpoint" -> checkpoints.put(row.shard(), row.checkpoint());
        case "file" -> files.put(row.name(), row.number());
        case "table" -> entries.add(Entry.parse(row.name(), row.part(), row.number(), row.text()));
        default -> single.put(row.kind(), row);
      }
    }
    StateRow lock = required(table, single, "lock");
    StateRow life = required(table, single, "life");
    return new Snapshot(
        table,
        lock.epoch(),
        new LifeRow(life.number(), life.epoch(), life.name(), life.text()),
        required(table, single, "log").number(),
        checkpoints,
        files,
        entries);
  }

  private static StateRow required(TableId table, Map<String, StateRow> rows, String kind) {
    return Optional.ofNullable(rows.get(kind))
        .orElseThrow(
            () ->
                new SinkException.Rejected(
                    "%s: its state table has no row of kind %s; drop it and resync the table"
                        .formatted(table, kind)));
  }

  TableState state() {
    return new TableState(
        life.version() == 0 ? Optional.empty() : Optional.of(life),
        List.copyOf(checkpoints.values()),
        files,
        logEnd);
  }

  /** The tables of which a swap is not finished. */
  List<Entry> unsettled() {
    return entries.stream().filter(e -> e.swap() != Entry.Swap.NONE).toList();
  }

  Optional<Entry> entry(TargetTable target, Entry.Role role) {
    return entries.stream().filter(e -> e.isOf(target, role)).findFirst();
  }

  Optional<Entry> entry(TableName physical) {
    return entries.stream().filter(e -> e.table().equals(physical)).findFirst();
  }

  /** Why something prepared for a version of the life row must not happen, if there is a reason. */
  Optional<String> refusal(long expectedVersion) {
    if (life.version() != expectedVersion) {
      return Optional.of(
          "%s: its life is at version %d, not %d"
              .formatted(table, life.version(), expectedVersion));
    }
    return Optional.empty();
  }
}
