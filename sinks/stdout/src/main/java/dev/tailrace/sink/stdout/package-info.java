/**
 * A sink that prints each change as a line of JSON: the cheapest way to look, and the smallest sink
 * there is.
 *
 * <p>It implements the port of {@code dev.tailrace.sink} and keeps nothing beyond the process.
 */
@NullMarked
package dev.tailrace.sink.stdout;

import org.jspecify.annotations.NullMarked;
