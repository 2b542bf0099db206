package dev.tailrace.sink;

/**
 * A shard of a stream. The stream is part of it: a stream that is disabled and enabled again is
 * another stream, with shards of its own.
 *
 * @param streamArn the stream's ARN, which ends in its label
 * @param shardId AWS's shard id
 */
public record ShardRef(String streamArn, String shardId) {
  @Override
  public String toString() {
    return shardId;
  }
}
