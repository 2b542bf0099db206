package dev.tailrace.stream;

import dev.tailrace.core.Page;
import dev.tailrace.core.Shard;
import dev.tailrace.sink.Position;
import dev.tailrace.sink.ShardRef;
import java.util.List;

/**
 * A table's stream. All methods block, may be called by several threads, and throw {@link
 * StreamException} whose failure says what to do next.
 */
public interface ShardStream {
  /**
   * A listing of all shards.
   *
   * @param enabled whether the stream still takes records
   */
  record Listing(List<Shard> shards, boolean enabled) {}

  /** Lists every page of the stream's shards, or fails: part of a listing is never returned. */
  Listing list(String streamArn);

  /** Opens an iterator that starts behind {@code from}. It lives for 15 minutes. */
  String open(ShardRef shard, Position from);

  /** Reads the records that come next, at most 1,000 or 1 MB. */
  Page read(ShardRef shard, String iterator);
}
