package dev.tailrace.core;

import dev.tailrace.sink.ShardRef;
import java.util.Optional;

/**
 * A shard as DescribeStream lists it.
 *
 * @param parent the parent's shard id; the parent itself may no longer be listed
 * @param closed whether it takes no more records: it has an ending sequence number
 */
public record Shard(ShardRef ref, Optional<String> parent, boolean closed) {}
