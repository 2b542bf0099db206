/**
 * What sinks, and whatever writes to sinks, are tested with: the contract suite that every sink
 * runs, the sink in memory that is the reference for it, and makers of items and changes.
 *
 * <p>A sink's test extends {@link dev.tailrace.testkit.CommitContract}, {@link
 * dev.tailrace.testkit.MergeContract}, {@link dev.tailrace.testkit.BackfillContract} and {@link
 * dev.tailrace.testkit.ReferenceContract} and tells them how to open it. Neighbour: the port in
 * {@code dev.tailrace.sink}. In test scope only, wherever it is used.
 */
@NullMarked
package dev.tailrace.testkit;

import org.jspecify.annotations.NullMarked;
