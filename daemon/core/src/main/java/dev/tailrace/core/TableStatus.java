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
 * @param committedUntil until when everything made, of the shards that this worker reads, is in the
 *     sink: by AWS's clock, or where a shard has nothing more, by this worker's; empty when it
 *     reads none
 * @param waiting how long the oldest change that was read waits to be committed; zero when none
 *     does
 * @param caughtUp whether it streams, and everything that was there when this process began to read
 *     has been read; it may not be committed yet
 * @param quiet whether it streams, nothing more came for a while, and all that was read is
 *     committed
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
