/**
 * The DuckDB sink: tables, the pipeline's state and the change log in one file, moved together in
 * one transaction.
 *
 * <p>{@link dev.tailrace.sink.duckdb.DuckDbSink} is the way in. Rows travel from {@code
 * dev.tailrace.projection} into DuckDB through a table function, so that bulk loads and merges take
 * the same path and nothing is written row by row. Neighbours: the port in {@code
 * dev.tailrace.sink}, which this package implements; {@code dev.tailrace.sink.sql}, where all is
 * that other warehouses need as well; and {@code dev.tailrace.testkit}, whose contract suites test
 * it.
 */
@NullMarked
package dev.tailrace.sink.duckdb;

import org.jspecify.annotations.NullMarked;
