/**
 * DynamoDB Streams: listing shards, opening iterators, reading records, and what DescribeTable
 * says.
 *
 * <p>The only place that knows the SDK's stream classes. {@link dev.tailrace.stream.StreamErrors}
 * sorts all its failures; records become changes in {@link dev.tailrace.stream.StreamRecords}. The
 * protocol that decides what to call is in {@code dev.tailrace.core}.
 */
@NullMarked
package dev.tailrace.stream;

import org.jspecify.annotations.NullMarked;
