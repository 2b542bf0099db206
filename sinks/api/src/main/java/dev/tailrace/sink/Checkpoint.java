package dev.tailrace.sink;

/**
 * What the warehouse holds of a shard.
 *
 * @param epoch the epoch of the lease under which it was last moved; a writer with a lower one is
 *     refused
 */
public record Checkpoint(ShardRef shard, Position position, long epoch) {}
