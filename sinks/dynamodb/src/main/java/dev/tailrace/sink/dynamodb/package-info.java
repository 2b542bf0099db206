/**
 * A DynamoDB table as the destination: in another region, another account, or both.
 *
 * <p>{@link dev.tailrace.sink.dynamodb.DynamoDbSink} is the port's implementation. Life rows,
 * checkpoints and change logs are kept in a state table beside the target tables and move in
 * transactions; items are written before them, so that a replay writes them again. What that means
 * for a reader is said there. Nothing here knows where changes come from; the daemon gives the
 * client.
 */
@NullMarked
package dev.tailrace.sink.dynamodb;

import org.jspecify.annotations.NullMarked;
