package dev.tailrace.sink;

/** How far a shard's records have been committed. */
public sealed interface Position {
  /** Nothing yet: reading starts at the oldest record that the stream still has. */
  record TrimHorizon() implements Position {}

  /** Everything up to and with this record. */
  record After(SequenceNumber sequence) implements Position {}

  /** Everything: the shard is closed and was read to its end. Its children may be read. */
  record Finished() implements Position {}
}
