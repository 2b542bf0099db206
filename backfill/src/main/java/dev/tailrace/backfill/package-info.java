/**
 * Point-in-time exports: asking for one, its manifest, its data files.
 *
 * <p>{@link dev.tailrace.backfill.Exports} is the port to the calls, {@link
 * dev.tailrace.backfill.ExportManifest} the only authority on what an export holds, {@link
 * dev.tailrace.backfill.DataFiles} opens its files as items: all of a full export, the net changes
 * of an incremental one. Objects are read through an {@link dev.tailrace.backfill.ExportStore}, a
 * bucket or a folder. Knows items and the readers' port of {@code dev.tailrace.sink}; knows nothing
 * of streams.
 */
@NullMarked
package dev.tailrace.backfill;

import org.jspecify.annotations.NullMarked;
