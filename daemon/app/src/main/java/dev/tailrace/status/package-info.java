/**
 * What a running daemon tells of itself by HTTP: whether it lives, whether it does its work, and
 * its metrics in Prometheus' text format.
 *
 * <p>Reads what {@code dev.tailrace.core} tells of each table; {@code dev.tailrace.app} starts it.
 */
@NullMarked
package dev.tailrace.status;

import org.jspecify.annotations.NullMarked;
