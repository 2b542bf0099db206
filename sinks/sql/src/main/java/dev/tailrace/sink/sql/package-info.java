/**
 * What sinks into SQL warehouses have in common: sessions, the tables of state, the catalogue of
 * targets, the change log, and the statements that merge staged rows into a table.
 *
 * <p>A warehouse adds a {@link dev.tailrace.sink.sql.Dialect}, its words, and an {@link
 * dev.tailrace.sink.sql.Engine}, its ways to move rows. Knows the JDK and the sink port alone.
 * Neighbours: {@code dev.tailrace.sink.duckdb} and {@code dev.tailrace.sink.postgres}, which are
 * made of it.
 */
@NullMarked
package dev.tailrace.sink.sql;

import org.jspecify.annotations.NullMarked;
