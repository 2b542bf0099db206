package dev.tailrace.core;

import dev.tailrace.sink.Change;
import dev.tailrace.sink.SequenceNumber;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one GetRecords call returned.
 *
 * @param changes in the shard's order
 * @param last the last record's sequence number; empty for an empty page, which is not the end
 * @param nextIterator empty when the shard is closed and was read to its end
 */
public record Page(
    List<Change> changes, Optional<SequenceNumber> last, Optional<String> nextIterator) {
  /** Copies the list. */
  public Page {
    changes = List.copyOf(changes);
  }

  /** When DynamoDB made the last record; empty for an empty page. */
  Optional<Instant> lastCommittedAt() {
    return changes.isEmpty()
        ? Optional.empty()
        : Optional.of(changes.get(changes.size() - 1).origin().committedAt());
  }
}
