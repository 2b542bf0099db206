package dev.tailrace.core;

import dev.tailrace.sink.TableId;
import dev.tailrace.sink.TargetTable;
import dev.tailrace.sink.Work;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * What the protocol has to know of one table.
 *
 * @param targets where its items go, each by its route; one at least
 * @param discoveryPeriod between two listings of the shards
 * @param pollPeriod between two reads of a shard that had nothing; grows while it stays so
 * @param loadParallelism data files loaded at once
 * @param verifyPeriod how often the sink's state is looked at while nothing else asks for it, to
 *     see that a person wants something or that the sink went back; zero for never
 */
public record ProtocolSettings(
    TableId table,
    SourceTable source,
    List<TargetTable> targets,
    Duration discoveryPeriod,
    Duration pollPeriod,
    FlushLimits flush,
    int loadParallelism,
    Duration verifyPeriod) {
  /** Copies the list. */
  public ProtocolSettings {
    targets = List.copyOf(targets);
    if (targets.isEmpty()) {
      throw new IllegalArgumentException(table + " has no target");
    }
  }

  /** Work to be done for each target, in their order. */
  List<Work> forEachTarget(Function<TargetTable, Work> work) {
    return targets.stream().map(work).toList();
  }

  /**
   * When a batch is due, whichever comes first.
   *
   * @param interval since its first change was read
   * @param rows changes in it
   * @param bytes of its changes, by {@link dev.tailrace.sink.Change#sizeBytes()}. Twice as much may
   *     be held in memory for a table: one batch being read, one being committed.
   */
  public record FlushLimits(Duration interval, int rows, long bytes) {}
}
