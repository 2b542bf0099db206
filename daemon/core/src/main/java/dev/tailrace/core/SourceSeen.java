package dev.tailrace.core;

import java.util.Optional;

/**
 * What a listing of shards showed of the table itself.
 *
 * @param table the table that has the name now; empty when there is none
 * @param streamIsGone whether AWS no longer knows the stream that was to be listed. It keeps one
 *     for 24 hours after it was turned off or its table was deleted.
 */
public record SourceSeen(Optional<TableIdentity> table, boolean streamIsGone) {}
