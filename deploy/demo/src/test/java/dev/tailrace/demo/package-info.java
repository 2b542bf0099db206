/** The daemon as a whole, against DynamoDB Local and DuckDB. */
@NullMarked
package dev.tailrace.demo;

import org.jspecify.annotations.NullMarked;
