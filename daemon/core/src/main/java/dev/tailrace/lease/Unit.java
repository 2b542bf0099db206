package dev.tailrace.lease;

import dev.tailrace.sink.ShardRef;

/** Something that one worker at a time does. */
public sealed interface Unit {
  /** The source table that it is of. */
  String table();

  /** Its name in the lease table, one of a kind within the pipeline. */
  String key();

  /** Moving a table's life from phase to phase. */
  record Life(String table) implements Unit {
    @Override
    public String key() {
      return "life#" + table;
    }
  }

  /** Loading a data file of an export. */
  record DataFile(String table, String file) implements Unit {
    @Override
    public String key() {
      return "file#" + table + "#" + file;
    }
  }

  /** Reading a shard. */
  record Shard(String table, ShardRef shard) implements Unit {
    @Override
    public String key() {
      return "shard#" + table + "#" + shard.streamArn() + "#" + shard.shardId();
    }
  }
}
