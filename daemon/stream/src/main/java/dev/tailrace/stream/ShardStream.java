package dev.tailrace.stream;

import dev.tailrace.core.Page;
import dev.tailrace.core.Shard;
import dev.tailrace.core.SourceSeen;
import dev.tailrace.sink.Position;
import dev.tailrace.sink.ShardRef;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A table's stream. All methods block, may be called by several threads, and throw {@link
 * StreamException} whose failure says what to do next.
 */
public interface ShardStream {
  /**
   * A listing of all shards.
   *
   * @param streamArn the stream whose shards they are
   * @param enabled whether that stream still takes records
   * @param latestStreamArn the table's stream that is on now; empty when none is
   * @param listedAt when the last page was answered, by AWS's clock, cut to the second
   * @param source what was seen of the table itself
   */
  record Listing(
      String streamArn,
      List<Shard> shards,
      boolean enabled,
      Optional<String> latestStreamArn,
      Instant listedAt,
      SourceSeen source) {}

  /**
   * Lists every page of a stream's shards, or fails: part of a listing is never returned.
   *
   * <p>A stream that AWS no longer knows, or a table that is not there, is no failure: the listing
   * says so, and has no shards. A stream stays readable for 24 hours after its table was deleted.
   *
   * @param streamArn empty for the stream that the table has now; when it has none, that is a
   *     failure to be tried again
   * @see <a
   *     href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html">DynamoDB
   *     Streams</a>
   */
  Listing list(Optional<String> streamArn);

  /**
   * An iterator, which lives for 15 minutes.
   *
   * @param openedAt by AWS's clock, cut to the second
   */
  record Iterator(String token, Instant openedAt) {}

  /** Opens an iterator that starts behind {@code from}. */
  Iterator open(ShardRef shard, Position from);

  /** Reads the records that come next, at most 1,000 or 1 MB. */
  Page read(ShardRef shard, String iterator);
}
