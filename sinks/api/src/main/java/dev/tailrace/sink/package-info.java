/**
 * The port between the daemon and a warehouse: changes, checkpoints, and the transactions that move
 * both together.
 *
 * <p>{@link dev.tailrace.sink.Sink} is implemented once for each destination and tested by one
 * contract suite. Everything that a table's pipeline has to remember is kept behind this port, in
 * the same place and the same transactions as the table's rows. Pure: the JDK, {@code
 * dev.tailrace.item} and {@code dev.tailrace.projection} only.
 */
@NullMarked
package dev.tailrace.sink;

import org.jspecify.annotations.NullMarked;
