/** The contract suites, run by DuckDB, and what only DuckDB can get wrong. */
@NullMarked
package dev.tailrace.sink.duckdb;

import org.jspecify.annotations.NullMarked;
