package dev.tailrace.core;

import dev.tailrace.sink.ShardRef;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What of a table somebody has to do now.
 *
 * @param lifeEpoch the epoch that the sink has for the table's life
 * @param lifeUrgent whether this worker has to do it, because only it knows of a loss
 * @param shards the shards to be read, each with the epoch that the sink has
 * @param files some of the data files that are to be loaded
 */
public record Wants(
    long lifeEpoch, boolean lifeUrgent, Map<ShardRef, Long> shards, List<String> files) {
  /** Copies the collections. */
  public Wants {
    shards = new LinkedHashMap<>(shards);
    files = List.copyOf(files);
  }
}
