/**
 * The Postgres sink (release 15 or newer): a database as a warehouse, reached over the network and
 * written to by several workers at once.
 *
 * <p>Whoever wants one calls {@link dev.tailrace.sink.postgres.PostgresSink#open}; everything else
 * here is its own. State lives in a schema {@code tailrace} beside the target tables, and moves
 * with them in one transaction. What orders the workers are row locks: see {@link
 * dev.tailrace.sink.sql.State}. Rows reach the server by COPY into a temporary table, and the
 * statements of {@link dev.tailrace.sink.sql.MergeSql} take them from there.
 *
 * <p>Implements the port in {@code dev.tailrace.sink}, for the most part with {@code
 * dev.tailrace.sink.sql}; here is what only Postgres needs: COPY, its limits on names, rows, keys
 * and null characters, its connections and the meaning of its errors. Knows nothing of the daemon.
 */
@NullMarked
package dev.tailrace.sink.postgres;

import org.jspecify.annotations.NullMarked;
