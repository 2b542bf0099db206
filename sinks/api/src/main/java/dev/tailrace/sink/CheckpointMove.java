package dev.tailrace.sink;

import java.time.Instant;
import java.util.Optional;

/**
 * A compare-and-set of one shard's checkpoint.
 *
 * @param expected the position that must be stored; empty where the shard must not be known yet
 * @param next the position that is stored then
 * @param epoch of the lease under which the writer reads the shard; stored, and refused where a
 *     higher one is stored. Each shard has a lease of its own, so each move has an epoch.
 * @param completeUntil nothing that was made before, by AWS's clock, is missing of what this shard
 *     and those that it descends from had, once {@code next} is stored; empty when that is not
 *     known
 */
public record CheckpointMove(
    ShardRef shard,
    Optional<Position> expected,
    Position next,
    long epoch,
    Optional<Instant> completeUntil) {}
