package dev.tailrace.sink;

import java.util.Optional;

/**
 * A compare-and-set of one shard's checkpoint.
 *
 * @param expected the position that must be stored; empty where the shard must not be known yet
 * @param next the position that is stored then
 */
public record CheckpointMove(ShardRef shard, Optional<Position> expected, Position next) {}
