package dev.tailrace.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How a table is doing, for people.
 *
 * @param itemsLoaded items of the export in the shadow table
 * @param itemsExpected items that the manifest lists; 0 until it was read
 * @param changesRead since this process started
 * @param changesMerged of these, how many are in the target table or its change log
 * @param drifted values that their columns could not hold, since this process started: another
 *     type, or too large. They are kept in their rows' overflow documents.
 * @param committedUntil everything made before is in the sink, of the shards that this worker
 *     reads; empty when it reads none. Where a change waits to be committed, it is when the oldest
 *     one was made, and no earlier than the last sight of the shard's tip before it. Else it is the
 *     last sight of the tip; until this process has read a shard once, it is what the sink has
 *     stored of it. The tip is seen by this worker's clock, changes are made by AWS's.
 * @param waiting how long the oldest change that was read waits to be committed; zero when none
 *     does
 * @param caughtUp whether it streams, its stream is on, and everything is in the sink that was
 *     written before this process first listed the shards, which it did after it started. With
 *     leases it is so whichever worker read it, and is known only after {@link
 *     Event.CaughtUpWanted}, or by a worker that reads every shard itself. It rests on {@link
 *     Past}: a later record, a shard's end, or empty pages for a while.
 * @param quiet whether it streams, its stream is on, nothing more came for a while in the shards
 *     that this worker reads, and all that it read is committed. It tells nothing of shards that
 *     other workers read, or that nobody reads yet.
 * @param trouble why it can't go on
 */
public record TableStatus(
    String table,
    Phase phase,
    long itemsLoaded,
    long itemsExpected,
    int filesLoaded,
    int filesExpected,
    long changesRead,
    long changesMerged,
    long drifted,
    Optional<Instant> committedUntil,
    Duration waiting,
    boolean caughtUp,
    boolean quiet,
    Optional<String> trouble) {}
