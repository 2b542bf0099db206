package dev.tailrace.sink;

import java.time.Instant;
import java.util.Optional;

/**
 * What the warehouse holds of a shard.
 *
 * @param epoch the epoch of the lease under which it was last moved; a writer with a lower one is
 *     refused
 * @param completeUntil as in {@link CheckpointMove}: after a loss, a repair begins there
 */
public record Checkpoint(
    ShardRef shard, Position position, long epoch, Optional<Instant> completeUntil) {}
