package dev.tailrace.sink;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that a sink has stored of a table's pipeline, read at one moment.
 *
 * @param life empty when the table was never seen
 * @param checkpoints one for each shard known
 * @param loadedFiles the data files in the shadow table, key to number of items
 * @param logEnd the ordinal of the change log's last entry, 0 when it was never written
 */
public record TableState(
    Optional<LifeRow> life,
    List<Checkpoint> checkpoints,
    Map<String, Long> loadedFiles,
    long logEnd) {
  /** Copies the collections. */
  public TableState {
    checkpoints = List.copyOf(checkpoints);
    loadedFiles = Map.copyOf(loadedFiles);
  }

  /** The state of a table never seen. */
  public static TableState none() {
    return new TableState(Optional.empty(), List.of(), Map.of(), 0);
  }
}
