package dev.tailrace.simulator;

import dev.tailrace.sink.SequenceNumber;
import java.time.Instant;
import java.util.Optional;

/**
 * A write to the source table.
 *
 * @param version 1 for the first of all, one more with each
 * @param item the item's DynamoDB JSON; empty when it was deleted
 */
record Write(
    long version, String key, Optional<String> item, Instant at, SequenceNumber sequence) {}
