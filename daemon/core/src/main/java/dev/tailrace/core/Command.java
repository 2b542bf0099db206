package dev.tailrace.core;

import dev.tailrace.sink.Commit;
import dev.tailrace.sink.DataFileLoad;
import dev.tailrace.sink.Position;
import dev.tailrace.sink.ShardRef;
import java.time.Instant;
import java.util.Optional;

/** Something for the shell to do, on a thread of its own; the answer comes as an {@link Event}. */
public sealed interface Command {
  /** Read everything that the sink has stored of the table. */
  record ReadState() implements Command {}

  /**
   * List all pages of a stream's shards, or fail.
   *
   * @param streamArn empty for the stream that the table has now
   */
  record ListShards(Optional<String> streamArn) implements Command {}

  /** Tell whoever leases what this table has to be done; needs no answer. */
  record Want(Wants wants) implements Command {}

  /**
   * Get an iterator that starts behind {@code from}.
   *
   * @param ticket to be given back with the answer
   */
  record OpenIterator(ShardRef shard, long ticket, Position from) implements Command {}

  /** Get the next page of records. */
  record ReadPage(ShardRef shard, long ticket, String iterator) implements Command {}

  /**
   * Ask for an export; the same token never starts a second one.
   *
   * @param window what changed in it; empty for all items as they are now
   */
  record RequestExport(String clientToken, Optional<ExportWindow> window) implements Command {}

  /** Ask how an export is doing. */
  record DescribeExport(String exportArn) implements Command {}

  /** Read an export's manifest and sample its items. */
  record ReadManifest(String manifest) implements Command {}

  /** Load a data file into the shadow table. */
  record LoadFile(
      String manifest, String file, Instant exportTime, long lifeVersion, DataFileLoad.Kind kind)
      implements Command {}

  /**
   * Look up the items that the stream's changes touched since a time, as they are now, and load
   * them into the shadow table as changes; answered as {@link LoadFile}.
   *
   * @param file the name under which it is noted as loaded
   */
  record LoadTouched(String file, Instant since, Instant exportTime, long lifeVersion)
      implements Command {}

  /** Commit to the sink. */
  record Apply(long ticket, Commit commit) implements Command {}

  /** Changes were lost, or what was stored is: said once, with what is done about it. */
  record Warn(String message) implements Command {}

  /** The table's work is over: everything read is committed. Nothing follows. */
  record Stopped() implements Command {}

  /** Something stands in the way and is tried again by itself; said once, then now and then. */
  record Trouble(String message) implements Command {}

  /** A trouble that was told of is over. */
  record Recovered(String message) implements Command {}

  /**
   * The name is another table's than was planned for, with another key perhaps, and a person wants
   * that one: whoever runs this protocol looks at the table again and makes another. Nothing
   * follows.
   */
  record PlanAgain(String message) implements Command {}
}
