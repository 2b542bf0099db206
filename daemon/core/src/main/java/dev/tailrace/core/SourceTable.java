package dev.tailrace.core;

import dev.tailrace.item.KeySchema;

/**
 * The table that is replicated, as DescribeTable shows it when the table's work is planned.
 *
 * @param streamArn the ARN of the stream that is on now
 */
public record SourceTable(String name, TableIdentity identity, KeySchema key, String streamArn) {
  /** The table's ARN. */
  public String tableArn() {
    return identity.arn();
  }
}
