/**
 * Which worker does what: leases on tables' lives, data files and shards.
 *
 * <p>{@link dev.tailrace.lease.LeaseProtocol} is told what has to be done ({@link
 * dev.tailrace.core.Wants}, from each table's protocol), looks at the lease table, and says what
 * this worker may do ({@link dev.tailrace.core.Ownership}). A lease says who reads; whether what
 * was read is committed is decided in the sink, by the epoch that the lease gives. Pure, as {@code
 * dev.tailrace.core}. {@code dev.tailrace.stream} keeps the lease table in DynamoDB.
 */
@NullMarked
package dev.tailrace.lease;

import org.jspecify.annotations.NullMarked;
