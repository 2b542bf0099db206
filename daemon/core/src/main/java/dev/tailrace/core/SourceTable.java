package dev.tailrace.core;

import dev.tailrace.item.KeySchema;

/**
 * The table that is replicated, as DescribeTable tells.
 *
 * @param streamArn the ARN of the stream that is on now
 */
public record SourceTable(String name, String tableArn, KeySchema key, String streamArn) {}
