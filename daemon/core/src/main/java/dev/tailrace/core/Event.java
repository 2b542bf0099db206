package dev.tailrace.core;

import dev.tailrace.sink.CommitOutcome;
import dev.tailrace.sink.LoadOutcome;
import dev.tailrace.sink.ShardRef;
import dev.tailrace.sink.TableState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Something that happened: mostly the answer to a {@link Command}, of which each gets one. */
public sealed interface Event {
  /** Time has passed. */
  record Woke() implements Event {}

  /** The user wants the daemon to end. */
  record StopRequested() implements Event {}

  /**
   * Somebody waits for {@link TableStatus#caughtUp}: the shards that other workers read are looked
   * at as well, until it is so. AWS lets two readers read a shard, so nobody looks unasked.
   */
  record CaughtUpWanted() implements Event {}

  /** From now on this worker may do this, and nothing else. */
  record Owned(Ownership ownership) implements Event {}

  /** Somebody else may have moved the stored state: it is to be looked at now. */
  record StateMoved() implements Event {}

  /** Answers {@link Command.ReadState}. */
  record StateRead(TableState state) implements Event {}

  /** {@link Command.ReadState} failed. */
  record StateReadFailed(Failure failure) implements Event {}

  /**
   * Answers {@link Command.ListShards} with every page of the listing.
   *
   * @param streamArn the stream whose shards they are
   * @param enabled whether that stream still takes records
   * @param latestStreamArn the table's stream that is on now; empty when none is
   * @param listedAt when that was, by AWS's clock
   * @param source what was seen of the table itself
   */
  record ShardsListed(
      String streamArn,
      List<Shard> shards,
      boolean enabled,
      Optional<String> latestStreamArn,
      Instant listedAt,
      SourceSeen source)
      implements Event {
    /** Copies the list. */
    public ShardsListed {
      shards = List.copyOf(shards);
    }
  }

  /** {@link Command.ListShards} failed, on whichever page. */
  record ListingFailed(Failure failure) implements Event {}

  /**
   * Answers {@link Command.OpenIterator}.
   *
   * @param openedAt by AWS's clock
   */
  record IteratorOpened(ShardRef shard, long ticket, String iterator, Instant openedAt)
      implements Event {}

  /** Answers {@link Command.ReadPage}. */
  record PageRead(ShardRef shard, long ticket, Page page) implements Event {}

  /** {@link Command.OpenIterator} or {@link Command.ReadPage} failed. */
  record ReadFailed(ShardRef shard, long ticket, Failure failure) implements Event {}

  /** Answers {@link Command.RequestExport}. */
  record ExportRequested(String clientToken, String exportArn) implements Event {}

  /** Answers {@link Command.DescribeExport}. */
  record ExportDescribed(String exportArn, ExportState state) implements Event {}

  /** Answers {@link Command.ReadManifest}. */
  record ManifestRead(String manifest, ExportContents contents) implements Event {}

  /**
   * One of the calls about the export failed.
   *
   * @param about the call's token, ARN or manifest
   */
  record ExportCallFailed(String about, Failure failure) implements Event {}

  /** Answers {@link Command.LoadFile}. */
  record FileLoaded(String file, LoadOutcome outcome) implements Event {}

  /** {@link Command.LoadFile} failed; nothing of the file is loaded. */
  record LoadFailed(String file, Failure failure) implements Event {}

  /** Answers {@link Command.Apply}. */
  record Committed(long ticket, CommitOutcome outcome) implements Event {}

  /** {@link Command.Apply} failed. */
  record CommitFailed(long ticket, Failure failure) implements Event {}
}
