package dev.tailrace.sink;

import java.time.Instant;

/**
 * Where a change comes from.
 *
 * @param committedAt the record's ApproximateCreationDateTime: whole seconds, or coarser
 */
public record Origin(ShardRef shard, SequenceNumber sequence, Instant committedAt) {}
