package dev.tailrace.core;

import dev.tailrace.sink.ShardRef;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What of a table this worker may do. It says who reads and who loads; what was applied is decided
 * in the sink alone.
 */
public sealed interface Ownership {
  /**
   * The epoch to move the life row under; empty when another worker does that.
   *
   * @param stored the epoch that the sink has
   */
  OptionalLong lifeEpoch(long stored);

  /**
   * The epoch to move a shard's checkpoint under; empty when another worker reads it.
   *
   * @param stored the epoch that the sink has
   */
  OptionalLong shardEpoch(ShardRef shard, long stored);

  /** Whether this worker loads the data file with that key. */
  boolean loads(String file);

  /** Everything, without leases: there is no other worker. */
  record Sole() implements Ownership {
    @Override
    public OptionalLong lifeEpoch(long stored) {
      return OptionalLong.of(Math.max(1, stored));
    }

    @Override
    public OptionalLong shardEpoch(ShardRef shard, long stored) {
      return OptionalLong.of(Math.max(1, stored));
    }

    @Override
    public boolean loads(String file) {
      return true;
    }
  }

  /** What is leased. An epoch is higher than all under which the same thing was leased before. */
  record Leased(Optional<Long> life, Map<ShardRef, Long> shards, Set<String> files)
      implements Ownership {
    /** Nothing. */
    public static final Leased NOTHING = new Leased(Optional.empty(), Map.of(), Set.of());

    /** Copies the collections. */
    public Leased {
      shards = new LinkedHashMap<>(shards);
      files = new LinkedHashSet<>(files);
    }

    @Override
    public OptionalLong lifeEpoch(long stored) {
      return life.map(OptionalLong::of).orElse(OptionalLong.empty());
    }

    @Override
    public OptionalLong shardEpoch(ShardRef shard, long stored) {
      Long epoch = shards.get(shard);
      return epoch == null ? OptionalLong.empty() : OptionalLong.of(epoch);
    }

    @Override
    public boolean loads(String file) {
      return files.contains(file);
    }
  }
}
